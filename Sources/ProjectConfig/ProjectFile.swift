public import OCISpec

/// What `chassis.yaml` says. Every key may be missing; the file itself may be.
///
/// [chassis.schema.json](../../docs/chassis.schema.json) describes the same keys to editors.
public struct ProjectFile: Hashable, Sendable {
    /// The name of the file, in the folder of `Package.swift`.
    public static let name = "chassis.yaml"

    /// The keys, in the order in which a person would write them.
    enum Key: String, CaseIterable {
        case interface, protocols, tls, linking, tag, target, model, models, files, base, include, platforms
        case swiftSDK = "swift-sdk"
        case user, compression, labels, annotations, env, sample
    }

    /// `interface`: what the image serves.
    public var interface: ServingInterface?
    /// `protocols` and `tls`: what the server has beside its interface.
    public var features: Set<ServerFeature> = []
    /// `linking`: how C libraries get into the server.
    public var linking: LinkingChoice?
    /// `tag`: the name of the image.
    public var reference: ImageReference?
    /// `target`: the package's target that holds the model.
    public var target: String?
    /// `model`: the name of the model's type.
    public var modelType: String?
    /// `models`: the folder of the model's files, relative to the file, and the line that says so.
    public var modelDirectory: Located<String>?
    /// `files`: other files that go into the image.
    public var files: [FileDeclaration] = []
    /// `base`: what the image stands on, and the line that says so; what it means is read later.
    public var base: Located<String>?
    /// `include`: files of the system, in the order of ``ImageInclusion``.
    public var inclusions: [ImageInclusion] = []
    /// `platforms`: what the image is built for, as listed; none for this machine's processor.
    public var platforms: [Platform] = []
    /// `swift-sdk`: the SDKs that the platforms are compiled with, one for all or one for each, as written.
    public var swiftSDKs: [SwiftSDKChoice] = []
    /// `user`: the user of the process, `65532:65532` or a name that the base knows.
    public var user: String?
    /// `compression`: how layers are stored, and the line that says so; what it means is read later.
    public var compression: Located<String>?
    /// `labels`: labels of the image, beside those that every image has.
    public var labels: [String: String] = [:]
    /// `annotations`: annotations of the manifest, beside those that every image has.
    public var annotations: [String: String] = [:]
    /// `env`: environment variables of the container, beside those that every image has.
    public var environment: [String: String] = [:]
    /// `sample`: one input and what the model should answer.
    public var sample: SampleDeclaration?

    /// A file that says nothing.
    public init() {}

    /// Reads the text of a `chassis.yaml`.
    /// - Throws: ``ProjectError`` with everything that is wrong with the text.
    public init(parsing text: String) throws(ProjectError) {
        var reader = ProjectFileReader()
        self = reader.read(text)
        guard reader.problems.isEmpty else { throw ProjectError(problems: reader.problems) }
    }
}
