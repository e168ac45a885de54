import ChassisModel

/// What every item must satisfy before the model sees it: exactly the declared inputs, none above its size.
struct ItemCheck: Sendable {
    /// The declared inputs.
    let inputs: [ModelInput]

    /// - Throws: a failure that names the key at fault.
    func check(_ item: NamedBytes) throws(ItemFailure) {
        for input in inputs {
            guard let bytes = item[input.name] else {
                throw ItemFailure(.invalidInput, "the input \"\(input.name)\" is missing; the model takes \(names)")
            }
            guard bytes.count <= input.maxSize.bytes else {
                throw ItemFailure(
                    .invalidInput,
                    "the input \"\(input.name)\" has \(bytes.count) bytes; the largest allowed is "
                        + "\(input.maxSize.bytes) bytes (\(input.maxSize))")
            }
        }
        guard item.count > inputs.count else { return }  // every declared input is there, so there is none beside them
        let declared = Set(inputs.map(\.name))
        let others = item.keys.filter { !declared.contains($0) }.sorted()
        if let other = others.first {
            throw ItemFailure(.invalidInput, "\"\(other)\" is not an input of this model; it takes \(names)")
        }
    }

    private var names: String {
        inputs.map { "\"\($0.name)\"" }.joined(separator: ", ")
    }
}
