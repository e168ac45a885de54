/// Why JSON is not what was asked for, for a message.
enum AnswerProblem {
    /// The reason of a `DecodingError` with the place, for example `$.scores[3]: a string, not a number`.
    static func text(of error: any Error) -> String {
        guard let context = (error as? DecodingError).flatMap(context) else { return "\(error)" }
        let path = context.codingPath.reduce(into: "$") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
        }
        return "\(path): \(context.debugDescription)"
    }

    private static func context(of error: DecodingError) -> DecodingError.Context? {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context
        @unknown default: nil
        }
    }
}
