public import OCISpec
public import ProjectConfig
public import SystemPackage

/// What a build is asked for.
public struct BuildRequest: Sendable {
    /// The model's package and how it is to be served.
    public var project: Project
    /// Where the image goes; when empty, into the first container engine that is installed.
    public var destinations: [Destination]
    /// The time that the image and every file in it carry.
    public var created: Timestamp
    /// The folder for what is kept between builds.
    public var cache: FilePath
    /// Environment variables of the tool, for finding commands.
    public var variables: [String: String]
    /// Whether the project's sample must be answered as expected before anything is delivered.
    public var testsSample = false
    /// The folder that gets the executable's debug information; nil to keep none.
    public var debugInformation: FilePath?

    /// A request with every part given; the sample is not tested, and no debug information kept.
    public init(
        project: Project, destinations: [Destination], created: Timestamp, cache: FilePath,
        variables: [String: String]
    ) {
        self.project = project
        self.destinations = destinations
        self.created = created
        self.cache = cache
        self.variables = variables
    }
}
