import OCISpec
import PackageCompiler

extension ModelInfo {
    /// The image's name when nobody gave it one: the model's name and version, with what a reference cannot hold replaced
    /// by `-`. For example `digits:1.0.0`.
    ///
    /// - Throws: `ImageReferenceError` when nothing usable is left of the name.
    var defaultReference: ImageReference {
        get throws {
            let repository = Self.joined(name.lowercased()) { $0.isLetter || $0.isNumber }
            let tag = Self.joined(version) { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
            return try ImageReference(parsing: tag.isEmpty ? repository : "\(repository):\(tag)")
        }
    }

    private static func joined(_ text: String, allowed: (Character) -> Bool) -> String {
        text.split { !($0.isASCII && allowed($0)) }.joined(separator: "-")
    }
}
