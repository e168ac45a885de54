/// The parameters of a query, or the fields of a form.
struct Parameters {
    private let pairs: [(name: String, value: String)]

    init(of text: Substring) {
        pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count == 2 ? Self.decoded(parts[1]) : "")
        }
    }

    /// All values of a parameter, in their order.
    subscript(name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    private static func decoded(_ text: Substring) -> String {
        let spaced = String(text.map { $0 == "+" ? " " : $0 })
        return percentDecoded(spaced) ?? spaced
    }
}
