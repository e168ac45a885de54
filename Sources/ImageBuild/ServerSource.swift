public import SystemPackage

/// Where the server comes from that goes into the image.
public enum ServerSource: Hashable, Sendable {
    /// It is compiled from the project's package.
    case package
    /// It is there already, compiled elsewhere; no package is needed. `modelInfo` is a file with what it prints for
    /// `--model-info`, nil when nobody kept it: the image then names the model after itself.
    case executable(FilePath, modelInfo: FilePath?)
}
