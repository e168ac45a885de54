/// Finds the model in the text of a target's sources, before anything is compiled.
///
/// It sees the conformances that a type or an extension declares by name. It does not see one that comes through
/// another protocol, a superclass, a typealias or a macro.
enum ModelTypeScanner {
    /// A file and its text.
    struct SourceFile: Hashable, Sendable {
        let path: String
        let text: String
    }

    /// The protocols that make a type a model.
    static let protocols: Set = [
        "TypedModel", "TypedBatchModel", "TypedExplainingModel", "RawModel", "RawBatchModel", "RawExplainingModel",
    ]

    /// Every type of `files` that declares a conformance to one of ``protocols``, in the order of the files.
    static func models(in files: [SourceFile]) -> [ModelType] {
        let all = files.flatMap { file in
            TypeDeclarationParser.declarations(in: file.text).map { (file: file.path, declaration: $0) }
        }
        let types = Dictionary(
            all.filter { !$0.declaration.isExtension }.map { ($0.declaration.name, $0) },
            uniquingKeysWith: { first, _ in first })
        var names: Set<String> = []
        return all.filter { $0.declaration.isModel }.compactMap { file, declaration in
            let name =
                types[declaration.name] == nil ? unqualified(declaration.name, known: types.keys) : declaration.name
            guard names.insert(name).inserted else { return nil }
            let hidden = prefixes(of: name).compactMap { types[$0] }.contains { !$0.declaration.isPublic }
            let place = types[name] ?? (file, declaration)
            return ModelType(name: name, isPublic: !hidden, file: place.file, line: place.declaration.line)
        }
    }

    /// The one public model of `files`.
    /// - Parameter target: the name of the target, for messages.
    /// - Throws: ``ModelTypeError``.
    static func model(in files: [SourceFile], target: String) throws(ModelTypeError) -> ModelType {
        let models = models(in: files)
        let visible = models.filter(\.isPublic)
        guard let model = visible.first else {
            throw models.isEmpty ? .none(target: target) : .notPublic(models)
        }
        guard visible.count == 1 else { throw .several(visible) }
        return model
    }

    /// A name that begins with the module's loses that part when what remains is a type of the target.
    private static func unqualified(_ name: String, known: some Sequence<String>) -> String {
        let rest = name.split(separator: ".").dropFirst().joined(separator: ".")
        return known.contains(rest) ? rest : name
    }

    /// `A`, `A.B` and `A.B.C` for `A.B.C`.
    private static func prefixes(of name: String) -> [String] {
        let parts = name.split(separator: ".")
        return parts.indices.map { parts[...$0].joined(separator: ".") }
    }
}

extension TypeDeclaration {
    /// Whether it declares a conformance to a model protocol, with or without the module's name before it.
    fileprivate var isModel: Bool {
        inherited.contains { name in
            let parts = name.split(separator: ".").map(String.init)
            guard let last = parts.last, ModelTypeScanner.protocols.contains(last) else { return false }
            return parts.count == 1 || parts.dropLast() == [ModelTarget.library]
        }
    }
}
