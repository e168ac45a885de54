/// The place of a value within JSON, written as a programmer would: `input.rows[2].width`.
struct ValuePath: Equatable, CustomStringConvertible {
    let description: String

    /// The place below `root`; an empty root is the JSON itself, whose first key then stands alone.
    init(root: String, keys: [any CodingKey]) {
        var text = root
        for key in keys {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        description = text
    }
}
