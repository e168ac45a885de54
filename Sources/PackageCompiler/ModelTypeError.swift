public import BuildReport

/// The type that is the model cannot be told.
public enum ModelTypeError: DiagnosticError, Equatable {
    /// No type of the target declares a conformance to a model protocol.
    case none(target: String)
    /// Types do, but none of them is public.
    case notPublic([ModelType])
    /// Several public types do.
    case several([ModelType])
    /// The name that was given cannot be the name of a type.
    case malformedName(String)

    /// What is wrong, with what to write.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .none(let target):
            [
                Diagnostic(
                    "no type of the target `\(target)` declares that it is a model",
                    try: "write one: `public struct MyModel: TypedModel { … }`, with `import ChassisModel`",
                    "if the conformance comes from a macro or another protocol, name the type with `--model`")
            ]
        case .notPublic(let models):
            models.map { model in
                Diagnostic(
                    "the model `\(model.name)` is not public, so a server cannot be built around it",
                    at: model.location,
                    try: "write `public` before it, before the types around it, and before what the protocol asks for")
            }
        case .several(let models):
            [
                Diagnostic(
                    "several public types are models: "
                        + models.map { "\($0.name) (\($0.location))" }.joined(separator: ", "),
                    remedies: models.map { "choose with `--model \($0.name)`, or `model: \($0.name)` in chassis.yaml" })
            ]
        case .malformedName(let name):
            [
                Diagnostic(
                    "`\(name)` cannot be the name of a type", at: "--model \(name)",
                    try: "write it as in Swift, for example `DigitsClassifier` or `Models.Digits`")
            ]
        }
    }
}
