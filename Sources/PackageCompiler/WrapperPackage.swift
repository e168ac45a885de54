import ProjectConfig
import SystemPackage

/// The package that is built in place of the author's: it depends on the author's package and on Chassis, and holds the
/// one file that joins a model with a server.
///
/// The server is not built inside the author's package because that would need an executable target there, and because
/// every `swift build` of the author would then compile the server too.
struct WrapperPackage: Hashable, Sendable {
    /// The name of the product, and of the file that is built.
    static let product = "model-server"

    /// The author's package.
    let root: FilePath
    let model: ModelTarget
    let modelType: String
    let interface: ServingInterface

    /// A folder name that differs for two projects and for the two interfaces of one.
    var folderName: String {
        let name = fileName(from: root.lastComponent?.string ?? "package")
        return "\(name)-\(interface.rawValue)-\(shortHash(of: "\(root)\n\(interface.rawValue)"))"
    }

    /// Writes the package into `folder`; files that are as they should be are not touched.
    /// - Throws: ``CacheError``.
    func write(to folder: FilePath) throws(CacheError) {
        let sources = folder.appending("Sources").appending(Self.product)
        try CacheDirectory.create(sources)
        try CacheDirectory.write(Self.linkerScript, to: folder.appending(Self.linkerScriptName))
        try CacheDirectory.write(manifest(in: folder), to: folder.appending("Package.swift"))
        try CacheDirectory.write(entry, to: sources.appending("Entry.swift"))
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

    /// The manifest, for a wrapper that lies in `folder`. SwiftPM tells packages apart by the last part of their path. Two of one name cannot meet here that
    /// did not meet in the author's own build, since the wrapper's name ends with a hash.
    func manifest(in folder: FilePath) -> String {
        """
        // swift-tools-version: 6.2
        // Written by chassis-build, which writes it anew when something else stands here.
        import PackageDescription

        let package = Package(
            name: "\(Self.product)",
            products: [.executable(name: "\(Self.product)", targets: ["\(Self.product)"])],
            dependencies: [
                .package(name: "model-package", path: \(swiftLiteral(root.string))),
                \(model.chassis.manifestSource(trait: interface.trait)),
            ],
            targets: [
                .executableTarget(
                    name: "\(Self.product)",
                    dependencies: [
                        .product(name: \(swiftLiteral(model.product.name)), package: "model-package"),
                        .product(name: "\(interface.product)", package: \(swiftLiteral(chassisName))),
                    ],
                    linkerSettings: [.unsafeFlags([\(linkerFlags(in: folder))])])
            ]
        )

        """
    }

    /// One file that needs no library beside it, linked by the toolchain's own linker, without symbols. The compiler does
    /// not name Foundation's two inner libraries by itself when the flag for a static executable comes from a manifest.
    private func linkerFlags(in folder: FilePath) -> String {
        let script = folder.appending(Self.linkerScriptName).string
        let linker = ["-s", "--build-id=none", "-T", script].flatMap { ["-Xlinker", $0] }
        let flags =
            ["-static-executable", "-use-ld=lld"] + linker + ["-l_FoundationCShims", "-l_FoundationCollections"]
        return flags.map(swiftLiteral).joined(separator: ", ")
    }

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
    /// the type inside the type. The name of the entry is one that a model's module does not have.
    private var entry: String {
        """
        // Written by chassis-build, which writes it anew when something else stands here.
        import ChassisServer
        import \(interface.module)
        import \(model.target.moduleName)

        @main
        struct GeneratedModelServerEntry {
            static func main() async {
                await ChassisServer.run(\(modelType).self, over: \(interface.server).self)
            }
        }

        """
    }
}

extension ServingInterface {
    /// The product of Chassis that serves it.
    fileprivate var product: String {
        switch self {
        case .omi: "ChassisOMI"
        case .kserve: "ChassisKServe"
        }
    }

    /// The trait of Chassis that brings in what this server needs; what the other one needs is not fetched then.
    fileprivate var trait: String {
        switch self {
        case .omi: "OMI"
        case .kserve: "KServe"
        }
    }

    /// The module of that product with the server's type.
    fileprivate var module: String {
        switch self {
        case .omi: "OMIService"
        case .kserve: "KServeService"
        }
    }

    /// The server's type.
    fileprivate var server: String {
        switch self {
        case .omi: "OMIServer"
        case .kserve: "KServeServer"
        }
    }
}
