import RegistryStub
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import RegistryClient

/// The registry that Debian packages as `docker-registry`: a process on a free port of loopback, with a folder of its own
/// for what it stores.
struct DockerRegistry: Sendable {
    /// How the process is set up.
    enum Mode: CaseIterable {
        case plain, relativeURLs, passwords, tls, readOnly
    }

    /// A request, as the registry writes it down before it answers.
    struct LoggedRequest: Equatable {
        let method: String
        let path: String
    }

    /// What to do where it is missing.
    static let advice: Comment = """
        docker-registry is not installed: the tests with a real registry are skipped; install it with \
        `apt-get install docker-registry`
        """

    /// Whether there is one on `PATH`. The first who asks lets everybody know when there is none.
    @Sendable static func isInstalled() async -> Bool {
        if (try? await Executable.name("docker-registry").resolveExecutablePath(in: .inherit)) != nil { return true }
        _ = note
        return false
    }

    /// Says the advice, once.
    private static let note: Void = {
        // Where standard error is closed, there is nobody to tell.
        _ = try? FileDescriptor.standardError.writeAll("note: \(advice)\n".utf8)
    }()

    /// `127.0.0.1:<port>`.
    let authority: String
    /// The process.
    let process: ProcessIdentifier
    private let folder: FilePath

    /// Runs `body` with a registry whose process has ended when this returns, whatever becomes of `body`.
    static func with<Result>(
        _ mode: Mode = .plain, _ body: (DockerRegistry) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { folder in
            let configuration = try mode.write(to: folder)
            let requests = try open(folder.appending("requests"))
            let log = try open(folder.appending("log"))
            var result: Swift.Result<Result, any Error>?
            _ = try await Subprocess.run(
                .name("docker-registry"), arguments: ["serve", configuration.string], input: .none,
                output: .fileDescriptor(requests, closeAfterSpawningProcess: true),
                error: .fileDescriptor(log, closeAfterSpawningProcess: true)
            ) { execution in
                do {
                    let port = try await port(toldIn: folder.appending("log"))
                    let registry = DockerRegistry(
                        authority: "127.0.0.1:\(port)", process: execution.processIdentifier, folder: folder)
                    result = .success(try await body(registry))
                } catch {
                    result = .failure(error)
                }
                try execution.send(signal: .kill)
            }
            guard let result else { throw CancellationError() }
            return try result.get()
        }
    }

    /// All requests that were answered, in the order of their answers.
    func requests() throws -> [LoggedRequest] {
        try Self.text(folder.appending("requests")).split(separator: "\n").map { line in
            // 127.0.0.1 - - [28/Nov/2026:09:00:00 +0000] "HEAD /v2/digits/manifests/v1 HTTP/1.1" 404 …
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first ?? ""
            let words = parts.split(separator: " ")
            return LoggedRequest(method: String(words.first ?? ""), path: String(words.dropFirst().first ?? ""))
        }
    }

    /// The file with the authority that has signed the registry's certificate.
    var authorityFile: FilePath { folder.appending("ca.crt") }

    private static func open(_ path: FilePath) throws -> FileDescriptor {
        try .open(path, .writeOnly, options: [.create, .append, .closeOnExec], permissions: .ownerReadWrite)
    }

    private static func text(_ path: FilePath) throws -> String {
        String(decoding: try PullTests.contents(path), as: UTF8.self)
    }

    /// The port that the registry has chosen, once it listens.
    private static func port(toldIn log: FilePath) async throws -> Int {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let said = try text(log)
            if let start = said.firstRange(of: "listening on 127.0.0.1:")?.upperBound {
                let digits = said[start...].prefix { $0.isNumber }
                // Until something follows, the number may be half written.
                if digits.endIndex < said.endIndex, let port = Int(digits) { return port }
            }
            guard ContinuousClock.now < deadline else { throw NotStarted(log: said) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// It does not listen, and what it has said instead.
    private struct NotStarted: Error {
        let log: String
    }
}

extension DockerRegistry.Mode {
    /// The tester's password `s3cret:pass`, as `htpasswd -Bbn -C 4 tester s3cret:pass` prints it: with as little work for
    /// each request as bcrypt can be told to do.
    private static let passwordLine = "tester:$2y$04$zAMCNi7ARYzooDSz/M/aZ.zaH92PKhosLRX2/fYbD2NV22UIYrE26\n"

    /// Writes the registry's configuration, and what it names, into `folder`.
    fileprivate func write(to folder: FilePath) throws -> FilePath {
        var http = "addr: '127.0.0.1:0', secret: for-tests"
        var more = ""
        switch self {
        case .plain: break
        case .relativeURLs: http += ", relativeurls: true"
        case .passwords:
            let file = try TrustTests.write(Self.passwordLine, to: folder.appending("htpasswd"))
            more = "auth: {htpasswd: {realm: tests, path: '\(file)'}}\n"
        case .tls:
            let chain = try TrustTests.write(RegistryStub.Certificates.server, to: folder.appending("server.crt"))
            let key = try TrustTests.write(RegistryStub.Certificates.serverKey, to: folder.appending("server.key"))
            _ = try TrustTests.write(RegistryStub.Certificates.authority, to: folder.appending("ca.crt"))
            http += ", tls: {certificate: '\(chain)', key: '\(key)'}"
        case .readOnly: break
        }
        let maintenance = "maintenance: {uploadpurging: {enabled: false}, readonly: {enabled: \(self == .readOnly)}}"
        return try TrustTests.write(
            """
            version: 0.1
            log: {level: info}
            storage: {filesystem: {rootdirectory: '\(folder.appending("data"))'}, \(maintenance)}
            http: {\(http)}
            \(more)
            """, to: folder.appending("config.yml"))
    }
}
