public import OCISpec
public import SystemPackage

/// What the flags of a command say about a project; it wins over what `chassis.yaml` says.
public struct ProjectOverrides: Hashable, Sendable {
    /// What the image serves.
    public var interface: ServingInterface?
    /// What counts as the interface when neither flag nor file names one; nil when one must be named.
    public var interfaceDefault: ServingInterface?
    /// What the server has beside its interface, added to what the file says.
    public var features: Set<ServerFeature> = []
    /// How C libraries get into the server.
    public var linking: LinkingChoice?
    /// The name of the image.
    public var reference: ImageReference?
    /// The package's target that holds the model.
    public var target: String?
    /// The name of the model's type.
    public var modelType: String?
    /// The folder of the model's files, relative to the current directory.
    public var modelDirectory: FilePath?
    /// What the image stands on: the text of `--base`.
    public var base: String?
    /// Files of the system; when there are any, those of the file do not count.
    public var inclusions: [ImageInclusion] = []
    /// What the image is built for; when there are any, those of the file do not count.
    public var platforms: [Platform] = []
    /// What the platforms are compiled with; when there are any, those of the file do not count.
    public var swiftSDKs: [SwiftSDKChoice] = []
    /// The user of the process.
    public var user: String?
    /// How layers are stored: the text of `--compression`.
    public var compression: String?
    /// Labels, added to those of the file; a label of both has this value.
    public var labels: [String: String] = [:]
    /// Annotations, added to those of the file; an annotation of both has this value.
    public var annotations: [String: String] = [:]
    /// Environment variables, added to those of the file; a variable of both has this value.
    public var environment: [String: String] = [:]

    /// Flags that say nothing.
    public init() {}
}
