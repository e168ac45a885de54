import JSONCoding
import SystemPackage

/// What stands in an answer in the place of bytes that are in a file.
enum FileReference {
    /// `{"file":"FOLDER/NAME"}`
    static func json(to name: String, in folder: FilePath) -> [UInt8] {
        Array("{\"file\":".utf8) + JSON.quoted(folder.appending(name).string) + [UInt8(ascii: "}")]
    }
}
