/// Where a model finds its files.
///
/// In the image the files of the package's `models` folder lie in `/models`. In an author's own tests, make one for
/// that folder: `ModelContext(modelDirectory: "models")`.
public struct ModelContext: Sendable {
    /// The folder of the model's files, without a slash at its end.
    public let modelDirectory: String

    /// A context for the files in `modelDirectory`.
    public init(modelDirectory: String) {
        var path = modelDirectory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.modelDirectory = path
    }

    /// The path of the model file `name`, which may contain slashes; the file need not exist.
    public func path(of name: String) -> String {
        modelDirectory == "/" ? "/\(name)" : "\(modelDirectory)/\(name)"
    }

    /// The contents of the model file `name`, mapped into memory where the system can.
    /// - Throws: ``ModelFileError``, naming the path and the system's reason.
    public func contents(of name: String) throws(ModelFileError) -> ModelFile {
        let path = path(of: name)
        do throws(FileMemory.Failure) {
            return ModelFile(try FileMemory(ofFile: path))
        } catch {
            throw ModelFileError(path: path, reason: error.reason)
        }
    }
}
