import NIOCore
import NIOSSL
import RegistryStub
import Testing

@testable import RPCClient

@Suite(.timeLimit(.minutes(3))) struct TLSTests {
    private func withTLSServer(_ body: @Sendable (ScriptedServer) async throws -> Void) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try certificates(RegistryStub.Certificates.server).map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(RegistryStub.Certificates.serverKey.utf8), format: .pem)))
        configuration.applicationProtocols = ["h2"]
        let server = try await ScriptedServer.start(tls: NIOSSLContext(configuration: configuration)) {
            $0.answer($0.message)
        }
        do {
            try await body(server)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    private func certificates(_ pem: String) throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
    }

    private func client(_ server: ScriptedServer, host: String = "localhost", trusting pem: String) throws -> RPCClient
    {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.additionalTrustRoots = [.certificates(try certificates(pem))]
        return try RPCClient(host: host, port: server.port, tls: configuration, limits: .patient)
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a server of a trusted authority is called by name and by address`(host: String) async throws {
        try await withTLSServer { server in
            let client = try client(server, host: host, trusting: RegistryStub.Certificates.authority)
            let answer = try await client.call("/x", "hello")
            #expect(answer == "hello")
            await client.close()
        }
    }

    @Test func `a server of another authority is refused`() async throws {
        try await withTLSServer { server in
            let client = try client(server, trusting: RegistryStub.Certificates.stranger)
            let error = await #expect(throws: RPCClientError.self) { try await client.call("/x", "") }
            guard case .untrusted? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `whoever is not encrypted as expected is found out`() async throws {
        try await withTLSServer { server in
            let plain = try RPCClient(host: "127.0.0.1", port: server.port, limits: .patient)
            let error = await #expect(throws: RPCClientError.self) { try await plain.call("/x", "") }
            guard case .notGRPC? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        let server = try await ScriptedServer.start { $0.answer($0.message) }
        let client = try client(server, trusting: RegistryStub.Certificates.authority)
        await #expect(throws: RPCClientError.notGRPC(found: "no TLS")) { try await client.call("/x", "") }
        await server.stop()
    }
}
