import SystemPackage

/// Whether a project is known to bring packages of its own that the prepared runtimes hold too, so that linking with one
/// fails.
///
/// It is found by linking, which is exact, and kept in a file until the project's manifest or its pins change.
struct OwnCopies {
    private let file: FilePath
    private let state: String

    /// What is known of the project of `wrapper`, in its folder of the cache.
    init(in folder: FilePath, of wrapper: WrapperPackage) {
        file = folder.appending("own-copies")
        state = ["Package.swift", "Package.resolved"].map { name in
            // One that is missing, as pins may be, is a state as well.
            (try? wrapper.root.appending(name).contents()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }.joined(separator: "\n")
    }

    /// Whether it was found out before, and nothing has changed since.
    var areKnown: Bool { (try? file.contents()).map { $0.elementsEqual(state.utf8) } ?? false }  // no file: not known

    /// Keeps it for the next builds.
    func remember() {
        try? CacheDirectory.write(state, to: file)  // otherwise it is found out anew, which takes longer and is right
    }
}
