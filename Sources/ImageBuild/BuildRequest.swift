public import OCISpec
public import ProjectConfig
public import SystemPackage

/// What a build is asked for.
public struct BuildRequest: Sendable {
    /// The model's package and how it is to be served.
    public var project: Project
    /// Where the server comes from.
    public var server = ServerSource.package
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
    /// Whether the digest is all that is wanted: then nothing is written anywhere but in the cache.
    public var isDryRun = false
    /// How much larger than the last one the image may be; nil for any size.
    public var growthLimit: GrowthLimit?
    /// How registries are reached, for the base and for publishing.
    public var registries: RegistryAccess

    /// A request that wants nothing beside an image of the package: no test, no debug information, no limit.
    public init(
        project: Project, destinations: [Destination], created: Timestamp, cache: FilePath,
        variables: [String: String]
    ) {
        self.project = project
        self.destinations = destinations
        self.created = created
        self.cache = cache
        self.variables = variables
        registries = RegistryAccess(variables: variables, cache: cache)
    }
}
