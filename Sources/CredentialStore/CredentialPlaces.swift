import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where credentials are on this machine, for one user.
struct CredentialPlaces: Sendable {
    /// The files to read, in their order.
    let files: [CredentialFile]
    /// The file that a new login goes to when no file has an entry for its registry: the one that the user named, else
    /// docker's, which docker, podman and every other tool read and which outlives a reboot. Podman's own is read by
    /// fewer, and gone when the user logs out. Nil when nothing names one.
    let newLogins: CredentialFile?
    /// The netrc file.
    let netrc: FilePath?
    private let home: FilePath?

    /// The places that `variables` and `home` name. An empty variable counts as none; a relative `XDG_` one as well, as
    /// its [specification](https://specifications.freedesktop.org/basedir-spec/latest/) asks.
    /// - Parameter runtimeFolder: the folder for podman's file when `XDG_RUNTIME_DIR` is not set.
    init(variables: [String: String], home: FilePath?, runtimeFolder: FilePath? = Self.defaultRuntimeFolder) {
        func path(_ name: String) -> FilePath? { variables[name].flatMap { $0.isEmpty ? nil : FilePath($0) } }
        func shared(_ name: String) -> FilePath? { path(name).flatMap { $0.isAbsolute ? $0 : nil } }
        func podman(in folder: FilePath) -> CredentialFile {
            CredentialFile(path: folder.appending("containers").appending("auth.json"), format: .containers)
        }
        let chosen = path("REGISTRY_AUTH_FILE").map { path in
            let isDocker = path.lastComponent == "config.json"
            return CredentialFile(path: path, format: isDocker ? .docker : .containers, isChosen: true)
        }
        let runtime = shared("XDG_RUNTIME_DIR").map(podman) ?? runtimeFolder.map(Self.podman(ofUser:))
        let config = (shared("XDG_CONFIG_HOME") ?? home?.appending(".config")).map(podman)
        let docker = (path("DOCKER_CONFIG") ?? home?.appending(".docker")).map { folder in
            CredentialFile(path: folder.appending("config.json"), format: .docker)
        }
        let legacy = home.map { CredentialFile(path: $0.appending(".dockercfg"), format: .legacy) }
        let others = [runtime, config, docker, legacy].compactMap { $0 }.filter { $0.path != chosen?.path }
        files = [chosen].compactMap { $0 } + others
        newLogins = chosen ?? docker
        netrc = path("NETRC") ?? home?.appending(".netrc")
        self.home = home
    }

    /// `path` as a user writes it, with `~` for home.
    func shown(_ path: FilePath) -> String {
        var path = path
        guard let home, path.removePrefix(home) else { return path.string }
        return "~/\(path)"
    }

    /// Podman's when there is no session: `/run/containers/0` with `auth.json` in it.
    static var defaultRuntimeFolder: FilePath? {
        #if os(Linux)
            FilePath("/run/containers/\(getuid())")
        #else
            nil
        #endif
    }

    private static func podman(ofUser folder: FilePath) -> CredentialFile {
        CredentialFile(path: folder.appending("auth.json"), format: .containers)
    }
}
