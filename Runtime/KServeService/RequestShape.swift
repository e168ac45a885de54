/// How the JSON of a request differs from what a prediction needs.
enum RequestShape: Error, Equatable, CustomStringConvertible {
    /// The document is an array or a plain value.
    case notAnObject
    /// Neither `instances` nor `inputs` is there.
    case noInstances
    /// Both are there, and they say the same thing in two ways.
    case bothKeys
    /// The key is there twice; which one counts is anybody's guess.
    case duplicateKey(String)
    /// `instances` is not an array.
    case instancesNotAList
    /// `inputs` is neither an array nor an object.
    case inputsNotAListOrObject
    /// A column of `inputs` is not an array.
    case columnNotAList(String)
    /// Two columns of `inputs` differ in length.
    case unevenColumns(String, Int, String, Int)
    /// `inputs` is an object without members.
    case noColumns

    /// What is wrong and what to send.
    var description: String {
        switch self {
        case .notAnObject: "Expected a JSON object: send {\"instances\": [...]}"
        case .noInstances: "Expected \"instances\": send {\"instances\": [...]} with one element for each prediction"
        case .bothKeys: "Expected either \"instances\" or \"inputs\", not both"
        case .duplicateKey(let key): "The key \"\(key)\" is there twice; send it once"
        case .instancesNotAList: "Expected \"instances\" to be a list"
        case .inputsNotAListOrObject: "Expected \"inputs\" to be a list, or an object of lists by input name"
        case .columnNotAList(let name):
            "Expected \"inputs\".\"\(name)\" to be a list with one element for each prediction"
        case .unevenColumns(let first, let count, let other, let otherCount):
            "The lists in \"inputs\" must be of one length: \"\(first)\" has \(count), \"\(other)\" has \(otherCount)"
        case .noColumns: "Expected \"inputs\" to name at least one input of the model"
        }
    }
}
