import ProjectConfig
import RuntimeStore
import SystemPackage

/// The package that is built in place of the author's: it depends on the author's package and holds the one file that
/// joins a model with a server.
///
/// The server is not built inside the author's package because that would need an executable target there, and because
/// every `swift build` of the author would then compile the server too.
struct WrapperPackage: Hashable, Sendable {
    /// Where the server's code comes from.
    enum Server: Hashable, Sendable {
        /// A runtime that was compiled before; the wrapper is linked with it.
        case prepared(PreparedRuntime)
        /// Chassis itself, as another package that the wrapper depends on: for a model that depends on a package of
        /// which the runtime has a copy already.
        case source
    }

    /// The name of the product, and of the file that is built.
    static let product = "model-server"

    /// The author's package.
    let root: FilePath
    let model: ModelTarget
    let modelType: String
    let variant: ServerVariant
    /// The modules of the author's package that can be in the program.
    let authorModules: [String]
    /// The folders of the packages that the author's manifest names by their path.
    let localPackages: [FilePath]
    /// The libraries of the system that the author's package asks for.
    let systemLibraries: [SystemLibrary]
    /// Whether a build reads nothing but sources; see ``PackageManifest/isSelfContained``.
    let isSelfContained: Bool
    /// What it is compiled for; nil for this machine.
    var sdk: SwiftSDKTarget?

    /// A folder name that differs for two projects, for two variants of one, and for what they are compiled for.
    var folderName: String {
        let name = fileName(from: root.lastComponent?.string ?? "package")
        guard let sdk else { return "\(name)-\(variant.name)-\(shortHash(of: "\(root)\n\(variant.name)"))" }
        return "\(name)-\(variant.name)-\(sdk.name)-\(shortHash(of: "\(root)\n\(variant.name)\n\(sdk.name)"))"
    }

    /// The first line of every file that is written.
    static let notice = "// Written by chassis-build, which writes it anew when something else stands here."

    /// Writes the package into `folder`; files that are as they should be are not touched.
    /// - Throws: ``CacheError``.
    func write(to folder: FilePath, server: Server, linking: Linking = .static) throws(CacheError) {
        try CacheDirectory.create(folder)
        try CacheDirectory.write(Self.linkerScript, to: folder.appending(Self.linkerScriptName))
        try CacheDirectory.write(
            manifest(in: folder, server: server, linking: linking), to: folder.appending("Package.swift"))
        let sources = folder.appending("Sources").appending(Self.product)
        try CacheDirectory.write(entry(server), toOnlyFileOf: sources, named: "Entry.swift")
        try adoptPins(in: folder)
    }

    /// The versions that the author has pinned count for the server as well. SwiftPM writes the wrapper's own
    /// `Package.resolved`, so a copy beside it tells whether the author's has changed since it was taken over.
    private func adoptPins(in folder: FilePath) throws(CacheError) {
        let name = "Package.resolved"
        guard let pins = try? root.appending(name).contents() else { return }  // an author need not pin anything
        let text = String(decoding: pins, as: UTF8.self)
        let adopted = folder.appending("adopted-\(name)")
        if let before = try? adopted.contents(), before == pins { return }  // unreadable: take it over again
        try CacheDirectory.write(text, to: folder.appending(name))
        try CacheDirectory.write(text, to: adopted)
    }

    /// The manifest, for a wrapper that lies in `folder`. SwiftPM tells packages apart by the last part of their path. Two
    /// of one name cannot meet here that did not meet in the author's own build, since the wrapper's name ends with a hash.
    func manifest(in folder: FilePath, server: Server, linking: Linking = .static) -> String {
        var packages = [".package(name: \"model-package\", path: \(swiftLiteral(root.string)))"]
        var products = [".product(name: \(swiftLiteral(model.product.name)), package: \"model-package\")"]
        var objects: [String] = []
        switch server {
        case .prepared(let runtime): objects = [runtime.object.string] + runtime.linkerArguments
        case .source:
            packages.append(model.chassis.manifestSource(traits: variant.traits))
            products += variant.products.map {
                ".product(name: \(swiftLiteral($0)), package: \(swiftLiteral(chassisName)))"
            }
        }
        return """
            // swift-tools-version: 6.2
            \(Self.notice)
            import PackageDescription

            let package = Package(
                name: "\(Self.product)",
                products: [.executable(name: "\(Self.product)", targets: ["\(Self.product)"])],
                dependencies: [
                    \(packages.joined(separator: ",\n        "))
                ],
                targets: [
                    .executableTarget(
                        name: "\(Self.product)",
                        dependencies: [
                            \(products.joined(separator: ",\n                "))
                        ],
                        linkerSettings: [.unsafeFlags([\(linkerFlags(linking, objects, in: folder))])])
                ]
            )

            """
    }

    /// One file with all of Swift in it, linked by the toolchain's own linker. The compiler does not name Foundation's
    /// inner libraries by itself when the flag for a static executable comes from a manifest; of those that the program
    /// does not use nothing is taken.
    ///
    /// With shared C libraries the compiler asks the linker to let these use every symbol of the executable; none does,
    /// and the names would be a fifth of the file.
    ///
    /// A Swift SDK has those of the inner libraries that it has; the Static Linux SDK asks for a static executable itself,
    /// which is no harm.
    private func linkerFlags(_ linking: Linking, _ objects: [String], in folder: FilePath) -> String {
        let script = folder.appending(Self.linkerScriptName).string
        let own = linking == .shared ? ["--no-export-dynamic"] : []
        let linker = (["--build-id=none", "-T", script] + own).flatMap { ["-Xlinker", $0] }
        let flags =
            [linking == .static ? "-static-executable" : "-static-stdlib", "-use-ld=lld"] + linker + objects
            + Self.innerLibraries.filter { sdk?.hasStaticLibrary($0) ?? true }.map { "-l\($0)" }
        return flags.map(swiftLiteral).joined(separator: ", ")
    }

    private static let innerLibraries = [
        "_FoundationCShims", "_FoundationCollections", "CoreFoundation", "FoundationInternationalization",
        "_FoundationICU", "_CFXMLInterface", "_CFURLSessionInterface",
    ]

    private static let linkerScriptName = "discard.ld"

    /// The compiler marks each module with a hash of its command line, paths included, for a cache that nobody uses
    /// here. Without the marks, and without a build id made from them, the executable is the same in every folder.
    private static let linkerScript = """
        /* Written by chassis-build, which writes it anew when something else stands here. */
        SECTIONS { /DISCARD/ : { *(.swift_modhash) } } INSERT AFTER .comment;

        """

    private var chassisName: String {
        switch model.chassis.location {
        case .path: model.chassis.name ?? model.chassis.identity
        case .repository, .registry: model.chassis.identity
        }
    }

    /// The program. The model's type stands without its module, which often has the same name: Swift would then look for
    /// the type inside the type. The names of the program's own are ones that a model's module does not have.
    private func entry(_ server: Server) -> String {
        let isPrepared = if case .prepared = server { true } else { false }
        let imports = isPrepared ? [] : [variant.imports]
        let declaration =
            isPrepared
            ? "\n@_silgen_name(\"\(ServerPackage.entryPoint)\")\nfunc generatedModelServe(_ model: Any.Type) async -> Never\n"
            : ""
        let call =
            isPrepared
            ? "generatedModelServe(\(modelType).self)"
            : variant.call(serving: "\(modelType).self")
        return """
            \(Self.notice)
            \((imports + ["import \(model.target.moduleName)"]).joined(separator: "\n"))
            \(declaration)
            @main
            struct GeneratedModelServerEntry {
                static func main() async {
                    await \(call)
                }
            }

            """
    }
}
