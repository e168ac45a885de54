import CredentialStore
import RegistryClient
import RegistryStub
import SystemPackage
import Testing

@testable import ImageBuild

@Suite struct LoginTests {
    static let right = Credential.basic(username: "tester", password: Secret("s3cret:pass"))
    static let wrong = Credential.basic(username: "tester", password: Secret("s3cret"))

    /// Registries that want a password, in both ways.
    static let options: [RegistryStub.Options] = [
        .basic(username: "tester", password: "s3cret:pass"), .bearer(.init()),
    ]
    .map { (auth: RegistryStub.Auth) in
        var options = RegistryStub.Options()
        options.auth = auth
        return options
    }

    @Test(arguments: options) func `what the registry takes is kept, for its owner alone, and used`(
        options: RegistryStub.Options
    ) async throws {
        try await User.with(options) { user in
            let name = user.registry.authority
            let file = user.folder.appending("auth.json")
            let place = try await user.access.login(to: name, with: Self.right, variables: user.variables)
            #expect(place == "~/auth.json")
            #expect(try file.stat().permissions == .ownerReadWrite)
            let (path, _) = try await user.layout("layout")
            _ = try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            #expect(user.registry.tags("team/digits") == ["v1"])
        }
    }

    @Test(arguments: options) func `what the registry does not take is not kept, and told without the password`(
        options: RegistryStub.Options
    ) async throws {
        try await User.with(options) { user in
            let name = user.registry.authority
            let error = await #expect(throws: RegistryError.self) {
                try await user.access.login(to: name, with: Self.wrong, variables: user.variables)
            }
            let text = error?.diagnostics.map(\.description).joined() ?? ""
            #expect(text.contains("the registry does not let you do this"))
            #expect(text.contains("what was typed"))
            #expect(!text.contains("s3cret"))
            #expect(throws: Errno.noSuchFileOrDirectory) { try user.folder.appending("auth.json").stat() }
        }
    }

    @Test func `a wrong password does not replace the one that is kept`() async throws {
        try await User.with(Self.options[0]) { user in
            let name = user.registry.authority
            _ = try await user.access.login(to: name, with: Self.right, variables: user.variables)
            await #expect(throws: RegistryError.self) {
                try await user.access.login(to: name, with: Self.wrong, variables: user.variables)
            }
            try await user.access.withClient(report: { _ in }) { try await $0.check(registry: name) }
        }
    }

    @Test func `without credentials a push is refused, and the places are named`() async throws {
        try await User.with(Self.options[0]) { user in
            let (path, _) = try await user.layout("layout")
            let error = await #expect(throws: RegistryError.self) {
                try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            }
            let text = error?.diagnostics.map(\.description).joined() ?? ""
            #expect(text.contains("no credentials were found"))
            #expect(text.contains("chassis-build login \(user.registry.authority)"))
            #expect(text.contains("auth.json"))
            #expect(user.registry.log(.startUpload).isEmpty)
        }
    }
}
