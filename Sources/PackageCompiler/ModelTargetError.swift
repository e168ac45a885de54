public import BuildReport

/// The target that holds the model cannot be told.
public enum ModelTargetError: DiagnosticError, Equatable {
    /// No library target depends on `ChassisModel`.
    case none(libraries: [String], declaresChassis: Bool)
    /// Several do.
    case several([String])
    /// The package has no target of that name.
    case unknown(target: String, libraries: [String])
    /// The target is an executable, tests, or something else that cannot be imported.
    case notALibrary(target: String, type: String)
    /// The target that was named does not depend on `ChassisModel`.
    case withoutChassis(target: String, declaresChassis: Bool)
    /// No library product contains the target.
    case notVended(target: String)

    /// What is wrong, with the lines to write.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .none(let libraries, let declaresChassis):
            let target = libraries.count == 1 ? libraries[0] : "MyModel"
            return [
                Diagnostic(
                    "no library target of the package depends on \(ModelTarget.library)", at: Self.manifest,
                    remedies: Self.additions(target: target, declaresChassis: declaresChassis))
            ]
        case .several(let targets):
            return [
                Diagnostic(
                    "several targets depend on \(ModelTarget.library): \(targets.joined(separator: ", "))",
                    at: Self.manifest,
                    remedies: targets.map { "choose with `--target \($0)`, or `target: \($0)` in chassis.yaml" })
            ]
        case .unknown(let target, let libraries):
            let names = libraries.isEmpty ? "it has no library target" : libraries.joined(separator: ", ")
            return [
                Diagnostic(
                    "the package has no target `\(target)`; its library targets: \(names)", at: "--target \(target)",
                    try: "name one of them, or leave `--target` and `target:` in chassis.yaml out")
            ]
        case .notALibrary(let target, let type):
            return [
                Diagnostic(
                    "the target `\(target)` is of the kind `\(type)`, which a server cannot import", at: Self.manifest,
                    try: "move the model into a `.target(name: …)` of its own")
            ]
        case .withoutChassis(let target, let declaresChassis):
            return [
                Diagnostic(
                    "the target `\(target)` does not depend on \(ModelTarget.library)", at: Self.manifest,
                    remedies: Self.additions(target: target, declaresChassis: declaresChassis))
            ]
        case .notVended(let target):
            return [
                Diagnostic(
                    "no library product contains the target `\(target)`, so a server cannot be built around it",
                    at: Self.manifest,
                    try: "add to `products:` of the package: `.library(name: \"\(target)\", targets: [\"\(target)\"])`")
            ]
        }
    }

    private static let manifest = "Package.swift"

    private static func additions(target: String, declaresChassis: Bool) -> [String] {
        let package =
            "add to `dependencies:` of the package: `.package(name: \"chassis\", path: \"PATH OF CHASSIS\", traits: [])`, or its URL"
        let product =
            "add to the target: `.target(name: \"\(target)\", dependencies: "
            + "[.product(name: \"\(ModelTarget.library)\", package: \"chassis\")])`"
        return declaresChassis ? [product] : [package, product]
    }
}
