import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why a project cannot be one static executable, as far as its C libraries are the reason.
///
/// It is found by linking, which is exact, and kept in a file until the project or the system's packages change.
struct StaticLinkFailure {
    private let file: FilePath
    private let state: String

    /// What is known of the project of `wrapper`, in its folder of the cache.
    init(in folder: FilePath, of wrapper: WrapperPackage) {
        file = folder.appending("shared-libraries")
        let texts = ["Package.swift", "Package.resolved"].map { name in
            // One that is missing, as pins may be, is a state as well.
            (try? wrapper.root.appending(name).contents()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let packages = try? FilePath("/var/lib/dpkg/status").stat()
        let installed = packages.map { "\($0.st_mtim) \($0.size)" } ?? ""
        state = (texts + ["\(wrapper.systemLibraries)", installed]).joined(separator: "\n")
    }

    /// The reason that was found before, if nothing has changed since.
    var known: String? {
        // No file, or one that is not ours: not known.
        guard let json = try? file.contents(), let kept = try? JSONDecoder().decode(Kept.self, from: Data(json)),
            kept.state == state
        else { return nil }
        return kept.reason
    }

    /// Keeps the reason for the next builds.
    func remember(_ reason: String) {
        // Otherwise it is found out anew, which takes longer and is right.
        guard let json = try? JSONEncoder().encode(Kept(reason: reason, state: state)) else { return }
        try? CacheDirectory.write(String(decoding: json, as: UTF8.self), to: file)
    }

    private struct Kept: Codable {
        let reason: String
        let state: String
    }
}

extension CompileError {
    /// Which library of the system cannot be linked statically, while there is a shared one in its place; nil for
    /// everything else that can go wrong.
    var staticLinkFailure: String? {
        switch self {
        case .missing(let pieces, _, _):
            let files = pieces.compactMap { piece in
                if case .staticLibrary = piece.kind { "lib\(piece.name).a" } else { nil }
            }
            guard files.count == pieces.count else { return nil }
            return "there is no \(files.joined(separator: ", no "))"
        case .undefined(let symbols, _, _):
            // Swift's own libraries are linked statically in either way.
            guard let archive = symbols.archive, let name = archive.between("lib", ".a"),
                !StaticToolchainLibrary.includes(name)
            else { return nil }
            return "\(archive) needs \(symbols.list), and no library that is linked defines that"
        default: return nil
        }
    }
}
