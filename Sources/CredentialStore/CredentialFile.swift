import OCISpec
import SystemPackage

/// A file that docker, podman or their relatives keep credentials in. It need not be there.
struct CredentialFile: Hashable, Sendable {
    let path: FilePath
    let format: Format
    /// Whether the user named this very file, so that it must be readable when it is there. A file in one of the usual
    /// places may belong to somebody else, the user before `su` for example; it is passed over.
    var isChosen = false

    /// How the file is laid out, and how Docker Hub is named in it.
    enum Format: Hashable, Sendable {
        /// Podman's `auth.json`.
        case containers
        /// Docker's `config.json`.
        case docker
        /// Docker's `.dockercfg`, which is one object of entries and nothing else. It is read only.
        case legacy
    }

    /// More than any credentials file has: entries are some kilobytes at most.
    private static let byteCountMax = 4 << 20

    /// What the file holds; nil when it is not there, and when it is in one of the usual places and cannot be read.
    /// - Throws: ``CredentialFileError``.
    func load() throws(CredentialFileError) -> CredentialDocument? {
        do {
            guard let bytes = try FileContents.read(path, limit: Self.byteCountMax) else {
                throw CredentialFileError.tooLarge(path, limit: Self.byteCountMax)
            }
            return try CredentialDocument(bytes, of: self)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch let error as Errno {
            guard isChosen else { return nil }
            throw .unreadable(path, error)
        } catch let error as CredentialFileError {
            throw error
        } catch {
            preconditionFailure("reading fails in one of these ways, not with \(type(of: error))")
        }
    }

    /// The key under which the tool whose file it is finds the registry.
    func key(for registry: RegistryName) -> String {
        format == .docker ? registry.dockerAddress : registry.description
    }
}
