import ArgumentParser
import CredentialStore
import ImageBuild
import OCISpec
import SystemPackage

/// How registries are reached.
struct RegistryFlags: ParsableArguments {
    @Flag(help: "Talk to registries without TLS. One on this machine needs no flag.")
    var plainHttp = false

    @Option(help: ArgumentHelp("Trust the certificates in this PEM file as well.", valueName: "file"))
    var caFile: String?

    @Option(
        help: ArgumentHelp(
            "A folder with certificates for each registry, host:port/*.crt, beside those of docker and podman.",
            valueName: "folder"))
    var certDir: String?

    /// How registries are reached with these flags.
    func access(variables: [String: String], cache: FilePath) -> RegistryAccess {
        var access = RegistryAccess(variables: variables, cache: cache)
        access.options.plainHTTP = plainHttp
        access.options.caFile = caFile.map { FilePath($0) }
        if let certDir { access.options.certificateFolders.insert(FilePath(certDir), at: 0) }
        return access
    }
}
