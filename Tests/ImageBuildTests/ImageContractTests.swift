import OCISpec
import PackageCompiler
import ProjectConfig
import Testing

@testable import ImageBuild

@Suite struct ImageContractTests {
    private func contract(
        _ interface: ServingInterface, labels: [String: String] = [:], annotations: [String: String] = [:],
        environment: [String: String] = [:], user: String? = nil
    ) throws -> ImageContract {
        ImageContract(
            interface: interface, name: "digits", info: try Self.info(name: "digits", version: "1.0.0"),
            labels: labels, annotations: annotations, environment: environment, ownUser: user)
    }

    @Test func `an OMI image listens on the port that Chassis users know`() throws {
        let configuration = try contract(.omi).configuration
        #expect(configuration.exposedPorts == ["45000/tcp"])
        #expect(
            configuration.environment == [
                "INTERFACE": "omi", "PROTOCOL": "v2", "PSC_MODEL_PORT": "45000", "MODEL_NAME": "digits",
                "SWIFT_ROOT": "/",
            ])
        #expect(configuration.labels["ml.openmodel.interfaces"] == #"["modzy"]"#)
        #expect(configuration.labels["ml.openmodel.protocols"] == #"[["v2"]]"#)
        #expect(configuration.labels["ml.openmodel.port"] == "45000")
        #expect(configuration.labels["ml.openmodel.model_name"] == "digits")
        #expect(configuration.labels["ml.openml.model_name"] == "digits")
    }

    @Test func `a KServe image leaves the port to HTTP_PORT and to Knative's PORT`() throws {
        let configuration = try contract(.kserve).configuration
        #expect(configuration.exposedPorts == ["8080/tcp"])
        #expect(
            configuration.environment == [
                "INTERFACE": "kserve", "PROTOCOL": "v1", "MODEL_NAME": "digits", "SWIFT_ROOT": "/",
            ])
    }

    @Test(arguments: ServingInterface.allCases)
    func `the server runs as a user without rights, and is stopped with SIGTERM`(interface: ServingInterface) throws {
        let configuration = try contract(interface).configuration
        #expect(configuration.user == "65532:65532")
        #expect(configuration.entrypoint == ["/app/model-server"])
        #expect(configuration.command.isEmpty)
        #expect(configuration.workingDirectory == "/")
        #expect(configuration.stopSignal == "SIGTERM")
    }

    @Test func `the model's metadata are labels and annotations, and what is empty is left out`() throws {
        let contract = try contract(.kserve)
        let expected = [
            "org.opencontainers.image.title": "digits", "org.opencontainers.image.version": "1.0.0",
            "org.opencontainers.image.description": "Reads digits",
        ]
        #expect(contract.manifestAnnotations == expected)
        #expect(contract.configuration.labels.filter { $0.key.hasPrefix("org.opencontainers.") } == expected)
    }

    @Test func `a project's own labels and variables win`() throws {
        let contract = try contract(
            .omi, labels: ["org.opencontainers.image.title": "mine", "team": "vision"],
            annotations: ["org.opencontainers.image.version": "2", "a": "b"],
            environment: ["PSC_MODEL_PORT": "9000", "THREADS": "2"], user: "1000:1000")
        let configuration = contract.configuration
        #expect(configuration.user == "1000:1000")
        #expect(contract.manifestAnnotations["org.opencontainers.image.version"] == "2")
        #expect(contract.manifestAnnotations["a"] == "b")
        #expect(configuration.labels["org.opencontainers.image.title"] == "mine")
        #expect(configuration.labels["team"] == "vision")
        #expect(configuration.environment["PSC_MODEL_PORT"] == "9000")
        #expect(configuration.environment["THREADS"] == "2")
    }

    @Test(arguments: [
        ("digits", "1.0.0", "digits:1.0.0"), ("Iris Classifier (v2)", "2.0+build 7", "iris-classifier-v2:2.0-build-7"),
        ("é-model", "", "model:latest"), ("a", "-1", "a:1"),
    ])
    func `an image without a name gets that of its model`(name: String, version: String, reference: String) throws {
        #expect(try Self.info(name: name, version: version).defaultReference.description == reference)
    }

    @Test func `a model whose name holds nothing usable needs a tag`() throws {
        let info = try Self.info(name: "数字", version: "1")
        #expect(throws: ImageReferenceError.self) { try info.defaultReference }
    }

    private static func info(name: String, version: String) throws -> ModelInfo {
        let json =
            #"{"name":"\#(name)","version":"\#(version)","author":"","summary":"Reads digits","inputs":[],"#
            + #""outputs":[],"batchSize":1,"explains":false}"#
        return try ModelInfo(json: Array(json.utf8))
    }

    @Test func `an image is named by its digest`() throws {
        let digest = try Digest(parsing: "sha256:\(String(repeating: "a", count: 64))")
        func reference(_ name: String?) throws -> String {
            let descriptor = Descriptor(mediaType: .imageManifest, digest: digest, size: 0)
            return BuildResult(
                digest: digest, root: descriptor, reference: try name.map { try ImageReference(parsing: $0) }, parts: []
            ).digestReference
        }
        #expect(try reference("digits:v1") == "digits@\(digest)")
        #expect(try reference("ghcr.io/team/digits:v1") == "ghcr.io/team/digits@\(digest)")
        #expect(try reference("localhost:5000/digits") == "localhost:5000/digits@\(digest)")
        #expect(try reference(nil) == digest.description)
    }
}
