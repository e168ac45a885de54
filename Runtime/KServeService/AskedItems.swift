import ChassisModel

/// The items that the body of a call asks about, and the event they came in.
struct AskedItems {
    /// How the answer is an event as well.
    enum Event: Equatable {
        case binary
        /// What the answer may take over: members of the request's event, each `"key":value`.
        case structured(attributes: [[UInt8]])
    }

    let items: [NamedBytes]
    /// Nil when the request is no event.
    let event: Event?

    /// Reads `body`, the whole of a request.
    ///
    /// A body whose media type is that of an event, but that lacks what an event must have, is read as a request like
    /// any other, as KServe does.
    /// - Throws: ``KServeError/notJSON(_:)`` and ``KServeError/wrongShape(_:)``; what `reader` throws.
    init(_ call: ModelCall, in body: UnsafeRawBufferPointer, reader: ItemReader) throws(KServeError) {
        guard call.event == .structured, let envelope = try Self.event(in: body) else {
            items = try reader.items(of: try PredictRequest(parsing: body), in: body)
            event = call.event == .binary ? .binary : nil
            return
        }
        switch envelope.data {
        case .json(let range):
            let data = UnsafeRawBufferPointer(rebasing: body[range])
            items = try reader.items(of: try PredictRequest(parsing: data), in: data)
        case .base64(let range):
            guard let bytes = JSONString.base64(body, range) else { throw .malformedEventData }
            items = try bytes.span.withUnsafeBytes { data throws(KServeError) in
                try reader.items(of: try PredictRequest(parsing: data), in: data)
            }
        }
        self.event = .structured(attributes: envelope.attributes.map { Array(body[$0]) })
    }

    private static func event(in body: UnsafeRawBufferPointer) throws(KServeError) -> StructuredEvent? {
        do throws(JSONSyntaxError) { return try StructuredEvent(parsing: body) } catch { throw .notJSON(error) }
    }
}
