import BaseImage
import BuildReport
import Compression
import OCISpec
import ProjectConfig
import SystemPackage

/// What a project says of its image in texts, as values.
struct ImageOptions {
    let base: BaseSource
    let compression: CompressionChoice

    /// Reads the texts.
    /// - Throws: ``ImageOptionsError`` with all that is wrong.
    init(_ project: Project) throws(ImageOptionsError) {
        var diagnostics: [Diagnostic] = []
        func value<Value>(_ stated: StatedText?, else usual: Value, _ read: (String) throws -> Value) -> Value {
            guard let stated else { return usual }
            do {
                return try read(stated.text)
            } catch let error as any DiagnosticError {
                diagnostics += error.diagnostics.map {
                    Diagnostic($0.message, at: stated.place, remedies: $0.remedies)
                }
            } catch {
                diagnostics.append(Diagnostic("\(error)", at: stated.place))
            }
            return usual
        }
        compression = value(project.compression, else: .auto, CompressionChoice.init(parsing:))
        let named = value(project.base, else: .scratch, BaseSource.init(parsing:))
        // A path of the file is relative to the file.
        base = if case .file? = project.base?.origin { named.resolved(in: project.packageRoot) } else { named }
        guard diagnostics.isEmpty else { throw ImageOptionsError(diagnostics: diagnostics) }
    }
}

/// Options that say nothing that could be done.
struct ImageOptionsError: DiagnosticError {
    let diagnostics: [Diagnostic]
}

extension BaseSource {
    /// The reference of a base in a registry.
    var registry: [ImageReference] { if case .registry(let reference) = self { [reference] } else { [] } }

    /// The source with its path taken from `folder`.
    fileprivate func resolved(in folder: FilePath) -> BaseSource {
        switch self {
        case .layout(let path, let name): .layout(folder.pushing(path), name: name)
        case .archive(let path): .archive(folder.pushing(path))
        case .scratch, .registry: self
        }
    }
}
