/// A file of the model that cannot be read.
public struct ModelFileError: Error, Equatable, CustomStringConvertible {
    /// The path that was tried.
    public let path: String
    /// What the system said, for example `No such file or directory`.
    public let reason: String

    /// The failure of reading `path`.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Path, reason, and where model files belong.
    public var description: String {
        "cannot read the model file \(path): \(reason); files in the package's `models` folder are packed into the image"
    }
}
