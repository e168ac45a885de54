public import SystemPackage

/// A file of the build machine that goes into an image as it is.
public struct SystemFile: Hashable, Sendable {
    /// Where it is: the file itself, never a symbolic link.
    public let source: FilePath
    /// Where it goes, relative to the root of the image: `lib/x86_64-linux-gnu/libm.so.6`.
    public let destination: String

    init(_ source: FilePath, at destination: FilePath) {
        self.source = source
        self.destination = destination.removingRoot().string
    }
}
