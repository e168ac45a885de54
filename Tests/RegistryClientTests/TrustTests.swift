import OCISpec
import RegistryStub
import SystemPackage
import TestSupport
import Testing

@testable import RegistryClient

/// Whom the client trusts, over real TLS.
struct TrustTests {
    static func write(_ text: String, to path: FilePath) throws -> FilePath {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
        return path
    }

    static func withTLS(
        _ tls: RegistryStub.TLS,
        _ body: (RegistryStub, FilePath, ((inout RegistryOptions) -> Void) async throws -> Void) async throws -> Void
    ) async throws {
        var options = RegistryStub.Options()
        options.tls = tls
        let image = try SampleImage()
        try await withTemporaryDirectory { folder in
            try await withRegistry(options) { registry in
                try await body(registry, folder) { change in
                    let test = try TestClient {
                        $0.plainHTTP = false
                        change(&$0)
                    }
                    do {
                        _ = try await test.client.push(image.blobs, to: [registry.reference()])
                        try await test.client.shutdown()
                    } catch {
                        try? await test.client.shutdown()  // the error above is the one to tell
                        throw error
                    }
                }
            }
        }
    }

    static let tls = RegistryStub.TLS(
        certificateChain: RegistryStub.Certificates.server, privateKey: RegistryStub.Certificates.serverKey)

    @Test func `an authority that nobody knows is not trusted, and that is told at once`() async throws {
        try await Self.withTLS(Self.tls) { registry, _, push in
            do {
                try await push { _ in }
                Issue.record("no error")
            } catch RegistryError.untrusted(let host, _) {
                #expect(host == registry.authority)
            }
            #expect(registry.log.isEmpty)
        }
    }

    @Test func `another authority than the registry's is of no use`() async throws {
        try await Self.withTLS(Self.tls) { _, folder, push in
            let file = try Self.write(RegistryStub.Certificates.stranger, to: folder.appending("ca.crt"))
            await #expect(throws: RegistryError.self) { try await push { $0.caFile = file } }
        }
    }

    @Test func `an authority is trusted by its file`() async throws {
        try await Self.withTLS(Self.tls) { registry, folder, push in
            let file = try Self.write(RegistryStub.Certificates.authority, to: folder.appending("ca.crt"))
            try await push { $0.caFile = file }
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test func `an authority is trusted by the registry's folder in certs.d`() async throws {
        try await Self.withTLS(Self.tls) { registry, folder, push in
            let place = folder.appending(registry.authority)
            StateFolder(place).write("made", "made")
            _ = try Self.write(RegistryStub.Certificates.authority, to: place.appending("own.crt"))
            try await push { $0.certificateFolders = [folder.appending("none"), folder] }
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test func `the client shows its certificate to a registry that wants one`() async throws {
        var tls = Self.tls
        tls.clientAuthority = RegistryStub.Certificates.authority
        try await Self.withTLS(tls) { registry, folder, push in
            let place = folder.appending(registry.authority)
            StateFolder(place).write("made", "made")
            _ = try Self.write(RegistryStub.Certificates.authority, to: place.appending("ca.crt"))
            await #expect(throws: (any Error).self) { try await push { $0.certificateFolders = [folder] } }
            #expect(registry.tags("digits").isEmpty)
            _ = try Self.write(RegistryStub.Certificates.client, to: place.appending("me.cert"))
            _ = try Self.write(RegistryStub.Certificates.clientKey, to: place.appending("me.key"))
            try await push { $0.certificateFolders = [folder] }
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test(arguments: ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `a file that holds no certificate is named`(text: String) async throws {
        try await Self.withTLS(Self.tls) { _, folder, push in
            let file = try Self.write(text, to: folder.appending("ca.crt"))
            do {
                try await push { $0.caFile = file }
                Issue.record("no error")
            } catch RegistryError.unusableCertificate(let path, _) {
                #expect(path == file)
            }
        }
    }

    @Test func `a proxy is asked for what is not on this machine, with its own password`() async throws {
        try await withRegistry { proxy in
            let test = try TestClient {
                $0.variables = ["http_proxy": "http://me:p%40ss@127.0.0.1:\(proxy.port)"]
            }
            do {
                _ = try await test.client.manifest(ImageReference(parsing: "registry.example:5000/digits:v1"))
                Issue.record("no error")
            } catch RegistryError.proxyRefused(let address, _) {
                #expect(address == "127.0.0.1:\(proxy.port)")
            }
            let request = try #require(proxy.log.first)
            #expect(request.method == "CONNECT")
            #expect(request.uri == "registry.example:5000")
            #expect(request.header("proxy-authorization") == "Basic bWU6cEBzcw==")
            #expect(request.header("authorization") == nil)
            try await test.client.shutdown()
        }
    }
}
