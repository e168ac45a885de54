public import SystemPackage

/// The inputs or the outputs of a sample, each in a file; the paths are absolute.
public enum SampleValues: Hashable, Sendable {
    /// The model's only one, whatever its name.
    case single(FilePath)
    /// The file of each, by name; at least one.
    case named([String: FilePath])
}
