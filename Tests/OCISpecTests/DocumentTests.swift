import OCISpec
import Testing

struct DocumentTests {
    static let empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }

    @Test func `a manifest has exactly these bytes`() throws {
        let digest = try Digest.of(Array("{}".utf8))
        let manifest = ImageManifest(
            config: Descriptor(mediaType: .imageConfig, digest: digest, size: 2),
            layers: [Descriptor(mediaType: .layerTarGzip, digest: digest, size: 5_000_000_000)],
            annotations: ["b": "ü", "a": "x/y"])
        let expected =
            #"{"annotations":{"a":"x/y","b":"ü"},"config":{"digest":"\#(Self.empty)","#
            + #""mediaType":"application/vnd.oci.image.config.v1+json","size":2},"layers":[{"#
            + #""digest":"\#(Self.empty)","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","#
            + #""size":5000000000}],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}"#
        #expect(try text(manifest) == expected)
        #expect(try CanonicalJSON.decode(ImageManifest.self, from: Array(expected.utf8)) == manifest)
    }

    @Test func `a configuration has exactly these bytes`() throws {
        let config = ImageConfig(
            created: .epoch, platform: .linuxARM64,
            config: ContainerConfig(
                user: "65532:65532", exposedPorts: ["8080/tcp"], environment: ["B": "2", "A": "x=y"],
                entrypoint: ["/model"], workingDirectory: "/", labels: ["l": "v"], stopSignal: "SIGTERM"),
            diffIDs: [try Digest(parsing: Self.empty)],
            history: [HistoryEntry(created: .epoch, createdBy: "chassis-build")])
        let expected =
            #"{"architecture":"arm64","config":{"Entrypoint":["/model"],"Env":["A=x=y","B=2"],"#
            + #""ExposedPorts":{"8080/tcp":{}},"Labels":{"l":"v"},"StopSignal":"SIGTERM","User":"65532:65532","#
            + #""WorkingDir":"/"},"created":"1970-01-01T00:00:00Z","history":[{"created":"1970-01-01T00:00:00Z","#
            + #""created_by":"chassis-build"}],"os":"linux","rootfs":{"diff_ids":["\#(Self.empty)"],"type":"layers"}}"#
        #expect(try text(config) == expected)
        #expect(try CanonicalJSON.decode(ImageConfig.self, from: Array(expected.utf8)) == config)
    }

    @Test func `an empty container configuration is an empty object`() throws {
        #expect(try text(ContainerConfig()) == "{}")
    }

    @Test func `of two settings of one variable the last counts, and null equals absent`() throws {
        let json = #"{"Env":["A=1","B","A=2"],"Cmd":null,"Entrypoint":null,"ExposedPorts":null,"Labels":null}"#
        let config = try CanonicalJSON.decode(ContainerConfig.self, from: Array(json.utf8))
        #expect(config == ContainerConfig(environment: ["A": "2", "B": ""]))
    }

    @Test(arguments: ["", "{", "[]", #"{"layers":[]}"#, #"{"schemaVersion":2,"config":{},"layers":[]}"#])
    func `what is not a manifest is an error`(json: String) {
        #expect(throws: (any Error).self) { try CanonicalJSON.decode(ImageManifest.self, from: Array(json.utf8)) }
    }

    @Test func `an index of an older tool has no media type`() throws {
        let json = #"{"manifests":[],"schemaVersion":2}"#
        let index = try CanonicalJSON.decode(ImageIndex.self, from: Array(json.utf8))
        #expect(index.mediaType == nil)
        #expect(try text(index) == json)
    }

    @Test func `JSON of any shape comes back`() throws {
        let json = #"{"a":[1,-9007199254740993,1.5,true,null,"x/y","ü"],"b":{"c":{},"d":[]}}"#
        let value = try CanonicalJSON.decode(JSONValue.self, from: Array(json.utf8))
        #expect(try text(value) == json)
        #expect(value["b"]?["c"] == .object([:]))
        #expect(value["x"] == nil)
        #expect(value["a"]?["c"] == nil)
    }
}
