// swift-tools-version: 6.2
import PackageDescription

/// The language settings of every target. `make check` and `make test` set CHASSIS_STRICT, which turns
/// warnings into errors; a package that depends on Chassis never builds with it.
let settings: [SwiftSetting] =
    [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault")]
    + (Context.environment["CHASSIS_STRICT"] == "1" ? [.treatAllWarnings(as: .error)] : [])

/// The same for C.
let strictC: [CSetting] = Context.environment["CHASSIS_STRICT"] == "1" ? [.treatAllWarnings(as: .error)] : []

/// A library or executable target in `Sources/`, the build tool's side.
func tool(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings)
}

/// A library target in `Runtime/`, the container's side.
func runtime(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Runtime/\(name)", exclude: exclude, swiftSettings: settings)
}

/// The tests of one module, in `Tests/<module>Tests`.
func tests(of name: String, _ more: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + more,
        path: "Tests/\(name)Tests", resources: resources, swiftSettings: settings)
}

/// A C library of the system: a module map and, for a machine that lacks it, the name of its Debian package.
func system(_ name: String, in folder: String = "Sources", pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "\(folder)/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A product of another package, needed only for the parts of Chassis that `traits` switch on.
func product(_ name: String, of package: String, for traits: Set<String>) -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: traits))
}

let servers: Set<String> = ["OMI", "KServe", "GRPCv2", "TLS"]
let rpcServers: Set<String> = ["OMI", "GRPCv2"]
let logging = product("Logging", of: "swift-log", for: servers)
let nioCore = product("NIOCore", of: "swift-nio", for: servers.union(["Client"]))
let nioPosix = product("NIOPosix", of: "swift-nio", for: servers.union(["Client"]))
let nioHTTP1 = product("NIOHTTP1", of: "swift-nio", for: servers.union(["Client"]))
let swiftProtobuf = product("SwiftProtobuf", of: "swift-protobuf", for: rpcServers.union(["Client"]))
let grpcCore = product("GRPCCore", of: "grpc-swift-2", for: ["Tests"])
let grpcProtobuf = product("GRPCProtobuf", of: "grpc-swift-protobuf", for: ["Tests"])
let grpcTransport = product("GRPCNIOTransportHTTP2Posix", of: "grpc-swift-nio-transport", for: ["Tests"])
let nioHTTP2 = product("NIOHTTP2", of: "swift-nio-http2", for: rpcServers.union(["Client"]))
let nioHPACK = product("NIOHPACK", of: "swift-nio-http2", for: rpcServers.union(["Client"]))
let nioSSL = product("NIOSSL", of: "swift-nio-ssl", for: ["Client", "TLS"])
let nioTLS = product("NIOTLS", of: "swift-nio", for: ["Tests"])
let asyncHTTPClient = product("AsyncHTTPClient", of: "async-http-client", for: ["Client"])
let argumentParser = product("ArgumentParser", of: "swift-argument-parser", for: ["Tool"])
let subprocess = product("Subprocess", of: "swift-subprocess", for: ["Tool"])
let systemPackage = product("SystemPackage", of: "swift-system", for: ["Tool"])
let yams = product("Yams", of: "Yams", for: ["Tool"])

let package = Package(
    name: "chassis",
    products: [
        .executable(name: "chassis-build", targets: ["chassis-build"]),
        .library(name: "ChassisModel", targets: ["ChassisModel"]),
        .library(name: "ChassisOMI", targets: ["ChassisServer", "OMIService"]),
        .library(name: "ChassisKServe", targets: ["ChassisServer", "KServeService"]),
        .library(name: "ChassisClient", targets: ["ChassisClient"]),
        .library(name: "ChassisGRPCv2", targets: ["ChassisServer", "OpenInferenceRPC"]),
        .library(name: "ChassisTLS", targets: ["ServerTLS"]),
    ],
    // A model's package needs none of what follows: it names Chassis with `traits: []`, and SwiftPM fetches nothing.
    traits: [
        .trait(
            name: "Tool", description: "What the build tool needs, which calls servers and registries",
            enabledTraits: ["Client"]),
        .trait(name: "Client", description: "What an app needs that calls servers: the product ChassisClient"),
        .trait(name: "OMI", description: "What the server for the Open Model Interface needs"),
        .trait(name: "KServe", description: "What the server for KServe needs"),
        .trait(name: "GRPCv2", description: "What the server for KServe v2 over gRPC needs"),
        .trait(name: "TLS", description: "What TLS in a server needs"),
        .trait(name: "Tests", description: "What the tests of Chassis itself need: a gRPC client of others"),
        .default(enabledTraits: ["Tool", "Client", "OMI", "KServe", "GRPCv2", "TLS", "Tests"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0", traits: []),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Sources/: the build tool, from the command down to the bytes.
        .executableTarget(
            name: "chassis-build", dependencies: ["ChassisCommands"], path: "Sources/chassis-build",
            swiftSettings: settings),
        tool(
            "ChassisCommands",
            [
                "ImageBuild", "BaseImage", "ImageAssembly", "LocalRun", "RemotePrediction", "ChassisClient",
                "SampleTest",
                "PackageCompiler", "RuntimeStore", "FileSnapshot", "ContainerEngine", "RegistryClient",
                "CredentialStore", "ProjectConfig", "TerminalUI", "BuildReport", "OCISpec", argumentParser,
                systemPackage,
            ]),
        tool(
            "ImageBuild",
            [
                "PackageCompiler", "SampleTest", "ContainerEngine", "RegistryClient", "CredentialStore", "BaseImage",
                "SharedLibraries", "ELFFiles", "ImageAssembly", "Compression", "LayerArchive", "IgnoreRules",
                "ProjectConfig", "OCISpec", "BuildReport", systemPackage,
            ]),
        tool(
            "PackageCompiler",
            [
                "RuntimeStore", "FileSnapshot", "ELFFiles", "ProjectConfig", "OCISpec", "BuildReport", subprocess,
                systemPackage,
            ]),
        tool("SharedLibraries", ["ELFFiles", "OCISpec", "BuildReport", systemPackage]),
        tool("ELFFiles", ["OCISpec", "BuildReport", systemPackage]),
        tool(
            "RegistryClient",
            [
                "ImageAssembly", "CredentialStore", "OCISpec", "BuildReport", asyncHTTPClient, nioCore, nioPosix,
                nioHTTP1, nioSSL, systemPackage,
            ]),
        tool("CredentialStore", ["OCISpec", "BuildReport", subprocess, systemPackage]),
        tool(
            "BaseImage", ["ImageAssembly", "Compression", "LayerArchive", "OCISpec", "BuildReport", systemPackage]),
        tool(
            "RuntimeStore",
            [
                "ImageAssembly", "Compression", "LayerArchive", "ProjectConfig", "OCISpec", "BuildReport",
                systemPackage,
            ]),
        tool("SampleTest", ["PackageCompiler", "ProjectConfig", "BuildReport", subprocess, systemPackage]),
        tool("LocalRun", ["FileSnapshot", "OCISpec", "BuildReport", subprocess, systemPackage]),
        tool("RemotePrediction", ["ChassisClient", "JSONCoding", "ProjectConfig", "BuildReport", systemPackage]),
        tool(
            "ChassisClient",
            [
                "RPCClient", "OMIProtocol", "JSONCoding", asyncHTTPClient, swiftProtobuf, nioCore, nioPosix, nioHTTP1,
                nioSSL,
            ]),
        tool("RPCClient", [nioCore, nioPosix, nioHTTP2, nioHPACK, nioSSL]),
        tool("FileSnapshot", ["OCISpec", "BuildReport", systemPackage]),
        tool("ProjectConfig", ["ImageAssembly", "OCISpec", "BuildReport", yams, systemPackage]),
        tool("ContainerEngine", ["BuildReport", subprocess, systemPackage]),
        tool(
            "ImageAssembly", ["Compression", "LayerArchive", "IgnoreRules", "OCISpec", "BuildReport", systemPackage]),
        tool("IgnoreRules", ["BuildReport", systemPackage]),
        tool(
            "Compression",
            ["LayerArchive", "CISAL", "CDeflate", "CZstd", "CZlib", "OCISpec", "BuildReport", systemPackage]),
        tool("LayerArchive", ["CArchive", "BuildReport", systemPackage]),
        tool("TerminalUI", ["BuildReport"]),
        tool("OCISpec", ["COpenSSL", "BuildReport"]),
        tool("BuildReport"),
        system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        system("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CISAL", pkgConfig: "libisal", apt: "libisal-dev"),
        system("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),

        // Runtime/: what runs inside the container.
        system("CZlib", in: "Runtime", pkgConfig: "zlib", apt: "zlib1g-dev"),
        runtime("JSONCoding"),
        runtime("SchemaProbe", ["JSONCoding"]),
        runtime("ChassisModel"),
        runtime("ServerMetrics"),
        runtime("ModelHost", ["ChassisModel", "ServerMetrics", "JSONCoding", "CrashReport", logging]),
        runtime(
            "ModelPage", ["ModelHost", "ChassisModel", "SchemaProbe", "JSONCoding"], exclude: ["Page"]),
        runtime(
            "ChassisServer",
            [
                "ServerInterface", "ServerConnections", "ServerLog", "ModelHost", "ChassisModel", "JSONCoding",
                "CrashReport", logging,
            ]),
        runtime("ServerInterface", ["ServerConnections", "ModelHost", logging]),
        .target(name: "CrashReport", path: "Runtime/CrashReport", cSettings: strictC),
        runtime("ServerLog", ["JSONCoding", logging]),
        runtime("ServerConnections", [nioCore]),
        runtime("Inflate", ["CZlib"]),
        runtime("HTTPServer", ["ServerConnections", "Inflate", nioCore, nioPosix, nioHTTP1]),
        runtime("ServerTLS", ["ServerInterface", "ServerConnections", "ModelHost", logging, nioCore, nioSSL]),
        runtime("RPCServer", ["ServerConnections", "Inflate", nioCore, nioPosix, nioHTTP2, nioHPACK]),
        runtime("OMIProtocol", [swiftProtobuf], exclude: ["Protos"]),
        runtime(
            "OMIService",
            [
                "ServerInterface", "ModelRPC", "OMIProtocol", "RPCServer", "HTTPServer", "ServerConnections",
                "ModelHost", "ServerMetrics", "ChassisModel", logging, swiftProtobuf, nioCore, nioHTTP1,
            ]),
        runtime("ModelRPC", ["OMIProtocol", "RPCServer", "ModelHost", logging, swiftProtobuf, nioCore]),
        runtime("OpenInferenceProtocol", [swiftProtobuf], exclude: ["Protos"]),
        runtime(
            "OpenInferenceRPC",
            [
                "ServerInterface", "OpenInference", "OpenInferenceProtocol", "ModelRPC", "RPCServer",
                "ServerConnections", "ModelHost", "ChassisModel", logging, swiftProtobuf, nioCore,
            ]),
        runtime("OpenInference", ["ModelHost", "ChassisModel", "JSONCoding", logging]),
        runtime(
            "KServeService",
            [
                "ServerInterface", "HTTPServer", "ServerConnections", "OpenInference", "ModelPage", "ModelHost",
                "ChassisModel", logging, nioCore, nioHTTP1,
            ]),

        // Tests/: a target a module.
        .target(
            name: "TestSupport", dependencies: [systemPackage], path: "Tests/Support", exclude: ["Fixtures"],
            swiftSettings: settings),
        .target(
            name: "OMIStubs", dependencies: ["OMIProtocol", grpcCore, grpcProtobuf], path: "Tests/OMIStubs",
            swiftSettings: settings),
        .executableTarget(
            name: "CrashMe", dependencies: ["CrashReport"], path: "Tests/CrashMe", swiftSettings: settings),
        .testTarget(
            name: "CrashReportTests", dependencies: ["CrashMe", subprocess, systemPackage],
            path: "Tests/CrashReportTests", swiftSettings: settings),
        tests(of: "Inflate"),
        tests(of: "RPCServer", ["Inflate", nioCore, nioPosix, nioHTTP2, nioHPACK]),
        tests(of: "JSONCoding"),
        tests(of: "SchemaProbe", ["JSONCoding"]),
        tests(of: "ChassisModel", [systemPackage]),
        tests(of: "ServerMetrics"),
        tests(of: "ModelHost", ["ChassisModel", "ServerMetrics", logging]),
        tests(
            of: "ModelPage", ["ModelHost", "ChassisModel", "SchemaProbe", "JSONCoding", logging, systemPackage]),
        tests(of: "ChassisServer", ["ServerInterface", "ServerConnections", "ModelHost", "ChassisModel", logging]),
        tests(
            of: "OMIService",
            [
                "ModelRPC", "OMIProtocol", "OMIStubs", "RPCServer", "HTTPServer", "ModelHost", "ServerMetrics",
                "ChassisModel", logging, grpcCore, grpcProtobuf, grpcTransport, swiftProtobuf, nioCore, nioPosix,
                nioHTTP1,
            ]),
        tests(
            of: "OpenInferenceRPC",
            [
                "OpenInference", "OpenInferenceProtocol", "OMIProtocol", "OMIStubs", "ModelRPC", "RPCServer",
                "ModelHost", "ChassisModel", logging, grpcCore, grpcProtobuf, grpcTransport, swiftProtobuf,
            ]),
        .target(
            name: "ServerTesting", dependencies: [logging, nioCore, nioPosix], path: "Tests/ServerTesting",
            swiftSettings: settings),
        tests(of: "ServerLog", [logging]),
        tests(of: "HTTPServer", ["ServerTesting", "ServerConnections", "CZlib", nioCore, nioHTTP1]),
        tests(
            of: "ServerTLS",
            [
                "ServerTesting", "RegistryStub", "HTTPServer", "ServerConnections", "ModelHost", logging, nioCore,
                nioHTTP1, nioSSL, nioTLS, systemPackage,
            ]),
        tests(
            of: "KServeService",
            ["ServerTesting", "HTTPServer", "ModelHost", "ChassisModel", logging, nioCore, nioHTTP1]
        ),
        tests(of: "OpenInference", ["ModelHost", "ChassisModel", "JSONCoding", logging]),
        tests(of: "BuildReport"),
        tests(of: "TerminalUI", ["BuildReport"]),
        tests(of: "OCISpec", ["BuildReport"]),
        tests(of: "LayerArchive", ["BuildReport", systemPackage]),
        .executableTarget(
            name: "StoreSamples", dependencies: ["Compression"], path: "Tests/StoreSamples", swiftSettings: settings),
        tests(of: "Compression", ["StoreSamples", "LayerArchive", "OCISpec", "BuildReport", systemPackage]),
        tests(of: "IgnoreRules", ["BuildReport", systemPackage]),
        tests(
            of: "ImageAssembly",
            ["OCISpec", "Compression", "LayerArchive", "IgnoreRules", "BuildReport", systemPackage]),
        tests(
            of: "BaseImage",
            ["ImageAssembly", "Compression", "LayerArchive", "OCISpec", "BuildReport", systemPackage]),
        tests(of: "ELFFiles", ["OCISpec", "BuildReport", systemPackage]),
        tests(of: "SharedLibraries", ["ELFFiles", "OCISpec", "BuildReport", systemPackage]),
        tests(of: "CredentialStore", ["OCISpec", "BuildReport", systemPackage]),
        .target(
            name: "RegistryStub", dependencies: ["OCISpec", nioCore, nioPosix, nioHTTP1, nioSSL],
            path: "Tests/RegistryStub", exclude: ["make-certificates.sh"], swiftSettings: settings),
        tests(of: "RegistryStub", ["OCISpec", nioCore, nioPosix]),
        tests(
            of: "RegistryClient",
            [
                "RegistryStub", "ImageAssembly", "CredentialStore", "OCISpec", "BuildReport", asyncHTTPClient, nioCore,
                nioHTTP1, subprocess, systemPackage,
            ]),
        tests(of: "ContainerEngine", ["BuildReport", systemPackage]),
        tests(of: "ProjectConfig", ["ImageAssembly", "OCISpec", "BuildReport", systemPackage]),
        tests(of: "PackageCompiler", ["RuntimeStore", "ELFFiles", "ProjectConfig", "OCISpec", "BuildReport"]),
        tests(
            of: "RuntimeStore",
            [
                "ImageAssembly", "Compression", "LayerArchive", "ProjectConfig", "OCISpec", "BuildReport",
                systemPackage,
            ]),
        tests(of: "FileSnapshot", ["OCISpec", "BuildReport", systemPackage]),
        tests(of: "LocalRun", ["FileSnapshot", "OCISpec", "BuildReport", systemPackage]),
        tests(of: "RPCClient", ["RegistryStub", nioCore, nioPosix, nioHTTP2, nioHPACK, nioSSL]),
        tests(
            of: "ChassisClient",
            [
                "ServerInterface", "RPCClient", "OMIService", "KServeService", "ModelHost", "ChassisModel",
                "JSONCoding", logging, nioCore,
                nioPosix,
            ]),
        tests(
            of: "RemotePrediction",
            [
                "ServerInterface", "ChassisClient", "OMIService", "KServeService", "ModelHost", "ChassisModel",
                "JSONCoding",
                "ProjectConfig", "BuildReport", logging, systemPackage,
            ]),
        tests(of: "SampleTest", ["PackageCompiler", "ProjectConfig", "BuildReport", systemPackage]),
        tests(
            of: "ImageBuild",
            [
                "RegistryStub", "RegistryClient", "CredentialStore", "BaseImage", "ImageAssembly", "Compression",
                "PackageCompiler", "ProjectConfig", "OCISpec", "BuildReport", systemPackage,
            ]),
        tests(of: "ChassisCommands", ["ImageBuild", "BuildReport"]),
    ],
    swiftLanguageModes: [.v6]
)
