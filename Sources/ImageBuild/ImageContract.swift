import OCISpec
import PackageCompiler
import ProjectConfig

/// What every image says about itself: how a container starts from it, and what it is.
///
/// The table is in docs/ARCHITECTURE.md, "The image contract". Labels and annotations of the Open Model Interface are
/// those of [its specification](https://github.com/chassisml/openmodelinterface/blob/main/docs/spec.md), version 1.1,
/// with both spellings of the model's name that the specification uses.
struct ImageContract {
    /// The server, as a path in the image.
    static let executable = "app/model-server"
    /// What the server prints for `--model-info`, as a path in the image.
    static let modelInfo = "app/model_info.json"
    /// The sample's inputs, as a path in the image: the server warms up with them, and shows them on its page.
    static let sample = "app/sample.json"
    /// The most bytes that a sample may have to go into an image; a larger one serves its test alone.
    static let sampleBytesMax = 1 << 20
    /// The folder of the model's files, as a path in the image.
    static let models = "models"
    /// The user and group of the process: by number, since the image has no `/etc/passwd`.
    static let user = "65532:65532"

    let interface: ServingInterface
    /// The model's name, by which clients ask for it.
    let name: String
    /// What else the model says of itself; nil when nobody knows.
    let info: ModelInfo?
    let labels: [String: String]
    let annotations: [String: String]
    let environment: [String: String]
    /// Who the process runs as, in the form of `--user`; nil for ``user``.
    let ownUser: String?

    /// How a container starts. The project's own variables and labels win over the tool's.
    var configuration: ContainerConfig {
        ContainerConfig(
            user: ownUser ?? Self.user, exposedPorts: ["\(port)/tcp"],
            environment: toolEnvironment.merging(environment) { _, own in own },
            entrypoint: ["/\(Self.executable)"], workingDirectory: "/",
            labels: modelLabels.merging(descriptions) { first, _ in first }.merging(labels) { _, own in own },
            stopSignal: "SIGTERM")
    }

    /// The annotations of the manifest. The project's own win over the tool's.
    var manifestAnnotations: [String: String] { descriptions.merging(annotations) { _, own in own } }

    private var descriptions: [String: String] {
        [
            "org.opencontainers.image.title": name, "org.opencontainers.image.version": info?.version ?? "",
            "org.opencontainers.image.description": info?.summary ?? "",
            "org.opencontainers.image.authors": info?.author ?? "",
        ].filter { !$0.value.isEmpty }
    }

    /// `HTTP_PORT` is not set for KServe: it would win over the `PORT` that Knative sets.
    private var toolEnvironment: [String: String] {
        let common = ["INTERFACE": interface.rawValue, "MODEL_NAME": name, "SWIFT_ROOT": "/"]
        let own =
            switch interface {
            case .omi: ["PROTOCOL": "v2", "PSC_MODEL_PORT": String(port)]
            case .kserve: ["PROTOCOL": "v1"]
            }
        return common.merging(own) { _, own in own }
    }

    private var port: Int {
        switch interface {
        case .omi: 45000
        case .kserve: 8080
        }
    }

    private var modelLabels: [String: String] {
        let (served, protocols) =
            switch interface {
            case .omi: ("modzy", "v2")
            case .kserve: ("kfserving", "v1")
            }
        return [
            "ml.openmodel.interfaces": #"["\#(served)"]"#, "ml.openmodel.protocols": #"[["\#(protocols)"]]"#,
            "ml.openmodel.port": String(port), "ml.openmodel.model_name": name,
            "ml.openml.model_name": name,
        ]
    }
}
