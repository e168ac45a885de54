import ChassisClient
import JSONCoding
import SystemPackage

/// One item's outputs of a server of the Open Model Interface, as JSON: `{"outputs":{NAME:VALUE}}`, sorted by name.
///
/// An output that is declared as JSON, or not declared at all, stands there as it is if it is JSON. Declared as text it is
/// a string. Anything else is `{"b64":"…"}`, or `{"file":"…"}` when there is a folder for it.
struct OMIAnswer {
    /// The answer.
    private(set) var json: [UInt8] = Array("{\"outputs\":{".utf8)
    /// What is not in it.
    private(set) var files: [OutputFile] = []

    init(_ outputs: [String: [UInt8]], declared: [OMIStatus.Output], folder: FilePath?) {
        var names = FileNames()
        for (index, (name, bytes)) in outputs.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json += JSON.quoted(name) + [UInt8(ascii: ":")]
            let type = declared.first { $0.name == name }?.mediaType
            if let value = Self.value(of: bytes, type: type) {
                json += value
            } else if let folder {
                let file = OutputFile(name: names.name(for: name), bytes: bytes)
                files.append(file)
                json += FileReference.json(to: file.name, in: folder)
            } else {
                json += Array("{\"b64\":\"".utf8) + Base64.encode(bytes) + Array("\"}".utf8)
            }
        }
        json += Array("}}".utf8)
    }

    /// The bytes as a value of JSON; nil when they are neither JSON nor text, or are something else by their type.
    private static func value(of bytes: [UInt8], type: String?) -> [UInt8]? {
        let essence = type?.split(separator: ";").first.map { $0.lowercased() } ?? ""
        let isText = essence.hasPrefix("text/")
        let mayBeJSON = essence.isEmpty || essence == "application/json" || essence.hasSuffix("+json")
        if mayBeJSON, (try? JSONDocument(bytes)) != nil { return bytes }  // else it is looked at in another way
        guard isText || mayBeJSON else { return nil }
        return String(validating: bytes, as: UTF8.self).map { JSON.quoted($0) }
    }
}
