import SystemPackage

@testable import PackageCompiler

/// A bundle with one Swift SDK, as `swift sdk install` leaves it in its folder.
struct SDKBundle: Sendable {
    var id: String
    var triples = ["aarch64-swift-linux-musl", "x86_64-swift-linux-musl"]
    /// The machines that it can be used on; nil for every one.
    var hosts: [String]?
    var type = "swiftSDK"
    /// Static libraries that each of its targets has.
    var libraries: [String] = []

    /// Writes the bundle into `folder`.
    func write(in folder: FilePath) throws {
        let bundle = folder.appending("\(id).artifactbundle")
        let supported =
            hosts.map { #","supportedTriples":["# + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" } ?? ""
        let info =
            #"{"schemaVersion":"1.0","artifacts":{"\#(id)":{"type":"\#(type)","version":"0.0.1","#
            + #""variants":[{"path":"\#(id)/linux"\#(supported)}]}}}"#
        try CacheDirectory.write(info, to: bundle.appending("info.json"), creatingFolder: true)
        let content = bundle.appending(id).appending("linux")
        let targets = triples.map { triple in
            #""\#(triple)":{"toolsetPaths":["toolset.json"],"sdkRootPath":"\#(triple).sdk","#
                + #""swiftResourcesPath":"\#(triple).sdk/swift","swiftStaticResourcesPath":"\#(triple).sdk/swift_static"}"#
        }
        let description = #"{"schemaVersion":"4.0","targetTriples":{"# + targets.joined(separator: ",") + "}}"
        try CacheDirectory.write(description, to: content.appending("swift-sdk.json"), creatingFolder: true)
        for library in libraries {
            for triple in triples {
                let place = content.appending("\(triple).sdk").pushing(
                    FilePath("swift_static/linux-static/lib\(library).a"))
                try CacheDirectory.write("", to: place, creatingFolder: true)
            }
        }
    }

    /// Writes `bundles` into `folder` and reads them as a machine with x86_64 and Linux does.
    static func installed(_ bundles: [SDKBundle], in folder: FilePath) throws -> [SwiftSDK] {
        for bundle in bundles { try bundle.write(in: folder) }
        return SwiftSDKStore(folder: folder).sdks(usableOn: SwiftTriple(text: "x86_64-unknown-linux-gnu"))
    }
}
