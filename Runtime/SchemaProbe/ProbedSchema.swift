public import JSONCoding

/// The schema of what a `Decodable` type reads, found out by letting it decode from a decoder that writes down what it
/// is asked.
///
/// The decoder hands out zeros and empty texts, or the values of a sample where there is one; what is refused shows what
/// else a type would read, and whether it can do without. So an `init(from:)` that somebody wrote is described as well
/// as one by the compiler, as far as it gets: when it rejects every value offered, what it asked for until then is known,
/// and the rest is open. An enumeration has its values listed if it is `CaseIterable`; one with associated values is an
/// open object.
///
/// An `init(from:)` that traps on odd JSON instead of throwing would trap here as well, as it would for any caller who
/// sends such JSON. With a sample, the type reads the sample first.
public struct ProbedSchema: Equatable, Sendable {
    /// What the type reads.
    public let schema: JSONSchema
    /// Types that contain themselves, by the name that stands in ``JSONSchema/reference(_:)``.
    public let definitions: [String: JSONSchema]

    /// A schema that is known from elsewhere.
    public init(schema: JSONSchema, definitions: [String: JSONSchema] = [:]) {
        self.schema = schema
        self.definitions = definitions
    }

    /// The schema of `type`, of which `sample` is one value. The names of definitions start with `prefix`, so that those
    /// of several types can stand together.
    public init(of type: any Decodable.Type, sample: JSONTree? = nil, prefix: String = "") {
        let run = ProbeRun(prefix: prefix)
        schema = run.schema(of: type, sample: sample)
        definitions = run.definitions
    }
}
