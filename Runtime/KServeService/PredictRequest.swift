/// The instances in the body of a predict or explain request, as ranges of its bytes.
enum PredictRequest: Equatable {
    /// One range for each instance: `instances`, or `inputs` as a list, which KServe holds equivalent.
    case rows([Range<Int>])
    /// One list of ranges for each input, all of one length: `inputs` as an object.
    case columns([Column])

    /// The values of one input.
    struct Column: Equatable {
        let name: String
        let values: [Range<Int>]
    }

    /// How many predictions are asked for.
    var count: Int {
        switch self {
        case .rows(let rows): rows.count
        case .columns(let columns): columns.first?.values.count ?? 0
        }
    }

    /// Reads the body of a request in one pass. Keys beside `instances` and `inputs` are checked and ignored.
    /// - Throws: ``KServeError/notJSON(_:)``, else ``KServeError/wrongShape(_:)``.
    init(parsing body: UnsafeRawBufferPointer) throws(KServeError) {
        let members: RequestMembers
        do throws(JSONSyntaxError) { members = try RequestMembers(parsing: body) } catch { throw .notJSON(error) }
        do throws(RequestShape) { self = try Self.instances(of: members) } catch { throw .wrongShape(error) }
    }

    private static func instances(of members: RequestMembers) throws(RequestShape) -> PredictRequest {
        guard members.isObject else { throw .notAnObject }
        if let key = members.duplicateKey { throw .duplicateKey(key) }
        switch (members.instances, members.inputs) {
        case (.some, .some): throw .bothKeys
        case (nil, nil): throw .noInstances
        case (.list(let rows), nil), (nil, .list(let rows)): return .rows(rows)
        case (.some, nil): throw .instancesNotAList
        case (nil, .object(let members)): return .columns(try columns(of: members))
        case (nil, .some): throw .inputsNotAListOrObject
        }
    }

    private static func columns(of members: [(name: String, value: RequestMembers.Value)]) throws(RequestShape)
        -> [Column]
    {
        var columns: [Column] = []
        for (name, value) in members {
            guard case .list(let values) = value else { throw .columnNotAList(name) }
            if columns.contains(where: { $0.name == name }) { throw .duplicateKey(name) }
            if let first = columns.first, first.values.count != values.count {
                throw .unevenColumns(first.name, first.values.count, name, values.count)
            }
            columns.append(Column(name: name, values: values))
        }
        guard !columns.isEmpty else { throw .noColumns }
        return columns
    }
}
