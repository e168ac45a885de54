import SystemPackage
import Testing

@testable import ImageBuild

@Suite struct RegistryAccessTests {
    @Test func `a user's own certificates come before the machine's`() {
        let access = RegistryAccess(variables: ["HOME": "/home/ada"], cache: "/cache")
        #expect(
            access.options.certificateFolders == [
                "/home/ada/.config/containers/certs.d", "/home/ada/.docker/certs.d", "/etc/containers/certs.d",
                "/etc/docker/certs.d",
            ])
        #expect(access.options.stateFolder == "/cache/transfers")
    }

    @Test func `who has no home uses the machine's certificates`() {
        let access = RegistryAccess(variables: [:], cache: "/cache")
        #expect(access.options.certificateFolders == ["/etc/containers/certs.d", "/etc/docker/certs.d"])
    }
}
