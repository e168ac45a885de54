import ProjectConfig
import SystemPackage

/// The package that compiles the half of the program that is the same for every model: Chassis's server with everything
/// it depends on, without a model.
struct ServerPackage: Sendable {
    /// The product with everything.
    static let everything = "ChassisRuntime"
    /// The product with what an author's own package compiles as well, and what is left out of a runtime therefore.
    static let authorSide = "ChassisAuthorSide"
    /// The one function of a runtime that a program around a model calls. It is declared twice, here and in the wrapper,
    /// because only its symbol passes between the two: the modules behind it stay here.
    static let entryPoint = "chassis_serve"

    /// The folder of Chassis's sources.
    let chassis: FilePath
    let variant: ServerVariant

    /// Writes the package into `folder`; files that are as they should be are not touched.
    /// - Throws: ``CacheError``.
    func write(to folder: FilePath) throws(CacheError) {
        try CacheDirectory.write(manifest, to: folder.appending("Package.swift"), creatingFolder: true)
        try write(entry, of: Self.everything, in: folder)
        try write("\(WrapperPackage.notice)\nimport ChassisModel\n", of: Self.authorSide, in: folder)
    }

    private func write(_ source: String, of target: String, in folder: FilePath) throws(CacheError) {
        let sources = folder.appending("Sources").appending(target)
        try CacheDirectory.write(source, toOnlyFileOf: sources, named: "\(target).swift")
    }

    private var manifest: String {
        """
        // swift-tools-version: 6.2
        \(WrapperPackage.notice)
        import PackageDescription

        let package = Package(
            name: "chassis-runtime",
            products: [
                .library(name: "\(Self.everything)", type: .static, targets: ["\(Self.everything)"]),
                .library(name: "\(Self.authorSide)", type: .static, targets: ["\(Self.authorSide)"]),
            ],
            dependencies: [
                .package(name: "chassis", path: \(swiftLiteral(chassis.string)), traits: [\(variant.traits.map(swiftLiteral).joined(separator: ", "))])
            ],
            targets: [
                .target(
                    name: "\(Self.everything)",
                    dependencies: [
                        \(variant.products.map { ".product(name: \(swiftLiteral($0)), package: \"chassis\")" }
                            .joined(separator: ",\n                        "))
                    ]),
                .target(
                    name: "\(Self.authorSide)",
                    dependencies: [.product(name: "\(ModelTarget.library)", package: "chassis")]),
            ]
        )

        """
    }

    private var entry: String {
        """
        \(WrapperPackage.notice)
        import ChassisModel
        \(variant.imports)

        @_silgen_name("\(Self.entryPoint)")
        public func serve(_ model: Any.Type) async -> Never {
            guard let model = model as? any Model.Type else { preconditionFailure("\\(model) is not a model") }
            func serve<M: Model>(_ model: M.Type) async -> Never {
                await \(variant.call(serving: "model"))
            }
            await serve(model)
        }

        """
    }
}
