#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
    public func contents(of name: String) throws(ModelFileError) -> Data {
        let path = path(of: name)
        do {
            return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        } catch let error as CocoaError {
            throw ModelFileError(path: path, reason: Self.reason(of: error))
        } catch {
            throw ModelFileError(path: path, reason: "\(error)")
        }
    }

    /// The system's words for what happened; not every error of Foundation carries the system's number.
    private static func reason(of error: CocoaError) -> String {
        switch error.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "No such file or directory"
        case .fileReadNoPermission: "Permission denied"
        default:
            if let system = error.underlying as? POSIXError {
                String(cString: strerror(system.code.rawValue))
            } else {
                "\(error)"
            }
        }
    }
}
