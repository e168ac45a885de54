import CredentialStore
import OCISpec
import RegistryStub
import TestSupport
import Testing

@testable import RegistryClient

struct AuthenticationTests {
    static func bearer(_ change: (inout RegistryStub.TokenService) -> Void = { _ in }) -> RegistryStub.Options {
        var service = RegistryStub.TokenService()
        change(&service)
        var options = RegistryStub.Options()
        options.auth = .bearer(service)
        return options
    }

    @Test func `Basic is answered, with a colon in the password`() async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.auth = .basic(username: "tester", password: "s3cret:pass")
        try await withClient(options, credentials: TestCredentials.tester) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
            // The first request alone went without: nobody had asked yet.
            #expect(registry.log.filter { $0.status == 401 }.count == 1)
        }
    }

    @Test func `one token serves a whole push, however many uploads want it at once`() async throws {
        let image = try SampleImage(layers: (0..<8).map { SampleImage.bytes(100, seed: $0) })
        try await withClient(Self.bearer(), credentials: TestCredentials.tester) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tokensIssued == 1)
            let request = try #require(registry.log(.token).first)
            #expect(request.query("service") == ["stub-registry"])
            #expect(request.query("scope").first == "repository:digits:pull,push")
        }
    }

    @Test func `parallel 401s cause one question for a token`() async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer(), credentials: TestCredentials.tester) { registry, test in
            guard case .bytes(let bytes) = image.manifest.content else { return }
            try registry.add(manifest: bytes, mediaType: .imageManifest, to: "digits", tag: "v1")
            let (reference, gate) = (try registry.reference(), RegistryStub.Gate())
            registry.fault(.token, call: 1, .hold(gate))
            try await withThrowingTaskGroup(of: FetchedManifest.self) { group in
                for _ in 0..<6 { group.addTask { try await test.client.manifest(reference) } }
                await gate.waitForArrivals()
                while registry.log(.getManifest).filter({ $0.status == 401 }).count < 6 { await Task.yield() }
                gate.open()
                for try await manifest in group { #expect(manifest.descriptor.digest == image.digest) }
            }
            #expect(registry.tokensIssued == 1)
        }
    }

    @Test func `rights for mounts are asked for in the same token`() async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer(), credentials: TestCredentials.tester) { registry, test in
            guard case .bytes(let bytes) = image.layers[0].content else { return }
            try registry.add(blob: bytes, to: "base")
            let result = try await test.client.push(
                image.blobs, to: [registry.reference()], mountFrom: [registry.reference("base:1")])
            #expect(registry.tokensIssued == 1)
            #expect(
                try registry.request(.token, 1).query("scope") == [
                    "repository:digits:pull,push", "repository:base:pull",
                ])
            #expect(result.places[0].outcomes[image.layers[0].descriptor.digest] == .mounted(from: "base"))
        }
    }

    @Test(arguments: [nil, 401, 403]) func `rights for mounts that are refused are done without`(
        status: Int?
    ) async throws {
        let image = try SampleImage()
        let options = Self.bearer {
            $0.refusedRepositories = ["base"]
            $0.refusalStatus = status
        }
        try await withClient(options, credentials: TestCredentials.tester) { registry, test in
            let result = try await test.client.push(
                image.blobs, to: [registry.reference()], mountFrom: [registry.reference("base:1")])
            #expect(Set(result.places[0].outcomes.values) == [.uploaded])
            #expect(registry.log(.token).count <= 4)
        }
    }

    @Test(arguments: [RegistryStub.TokenAnswer.token, .accessToken, .both])
    func `a token is found under either name`(answer: RegistryStub.TokenAnswer) async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer { $0.answer = answer }, credentials: TestCredentials.tester) {
            registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tokensIssued == 1)
        }
    }

    @Test(arguments: [RegistryStub.TokenAnswer.empty, .missing])
    func `an answer without a token is an error that shows it`(answer: RegistryStub.TokenAnswer) async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer { $0.answer = answer }, credentials: TestCredentials.tester) {
            registry, test in
            do {
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                Issue.record("no error")
            } catch RegistryError.tokenMissing(_, let shown) {
                #expect(shown?.hasPrefix("{") == true)
            }
        }
    }

    @Test func `an identity token is exchanged by POST`() async throws {
        let image = try SampleImage()
        let options = Self.bearer { $0.identityTokens = ["identity"] }
        let credentials = TestCredentials(.identityToken(Secret("identity")))
        try await withClient(options, credentials: credentials) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            let request = try #require(registry.log(.token).first)
            #expect(request.method == "POST")
            #expect(request.form("grant_type") == ["refresh_token"])
            #expect(request.form("scope") == ["repository:digits:pull,push"])
            #expect(request.form("client_id") == ["chassis-build"])
            #expect(request.query("service").isEmpty)
        }
    }

    @Test(arguments: [404, 405]) func `a service without OAuth2 is asked by GET`(status: Int) async throws {
        let image = try SampleImage()
        let options = Self.bearer {
            $0.postStatus = status
            $0.passwords = ["<token>": "identity"]
        }
        let credentials = TestCredentials(.identityToken(Secret("identity")))
        try await withClient(options, credentials: credentials) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.log(.token).map(\.method) == ["POST", "GET"])
        }
    }

    @Test func `a registry token is used as it is`() async throws {
        try await withClient(Self.bearer(), credentials: TestCredentials(.registryToken(Secret("given")))) {
            registry, test in
            await #expect(throws: RegistryError.self) { try await test.client.manifest(registry.reference()) }
            #expect(registry.log(.token).isEmpty)
            #expect(registry.log.last?.header("authorization") == "Bearer given")
        }
    }

    @Test func `the realm keeps its own query`() async throws {
        let image = try SampleImage()
        try await withClient(
            Self.bearer { $0.realmQuery = "account=1&x=a%2Fb" }, credentials: TestCredentials.tester
        ) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(
                try registry.request(.token, 1).uri.hasPrefix("/token?account=1&x=a%2Fb&service=stub-registry&scope="))
        }
    }

    @Test func `the token service may be another origin, and storage sees no token`() async throws {
        let image = try SampleImage()
        var options = Self.bearer { $0.origin = .tokens }
        options.locations = .otherOrigin
        options.blobSource = .storage()
        try await withClient(options, credentials: TestCredentials.tester) { registry, test in
            try await withTemporaryDirectory { folder in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                let layer = image.layers[0].descriptor
                try await test.client.fetchBlob(layer, from: registry.reference(), to: folder.appending("blob"))
                #expect(!registry.log(.storage).isEmpty)
                #expect(registry.strayAuthorizations.isEmpty)
            }
        }
    }

    @Test func `the challenge is taken from any 401, also when the registry as a whole is open`() async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer { $0.guardsPing = false }, credentials: TestCredentials.tester) {
            registry, test in
            try await test.client.check(registry: registry.authority)
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test func `a token that ends in the middle of an upload is replaced, and no piece is lost`() async throws {
        try await ResumeTests.withLayer { image, _, _ in
            let options = Self.bearer { $0.usesMax = 6 }
            try await withClient(options, credentials: TestCredentials.tester, client: ResumeTests.inPieces) {
                registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == ResumeTests.big)
                #expect(registry.tokensIssued > 1)
                #expect(registry.log(.startUpload).count <= 2 + 2)
            }
        }
    }

    @Test func `a token is replaced a little before it ends`() async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer { $0.expiresIn = 100 }, credentials: TestCredentials.tester) {
            registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference("digits:1")])
            test.time.advance(by: .seconds(84))
            _ = try await test.client.push(image.blobs, to: [registry.reference("digits:2")])
            #expect(registry.tokensIssued == 1)
            test.time.advance(by: .seconds(2))
            _ = try await test.client.push(image.blobs, to: [registry.reference("digits:3")])
            #expect(registry.tokensIssued == 2)
        }
    }

    @Test func `a token whose lifetime is not told is kept for a minute`() {
        let token = AccessToken(Secret("t"), lifetime: nil, now: .seconds(10))
        #expect(token.isGood(at: .seconds(57)))
        #expect(!token.isGood(at: .seconds(58)))
    }

    @Test func `401 with a fresh token ends it, without going round`() async throws {
        try await withClient(Self.bearer { $0.refusedRepositories = ["digits"] }, credentials: TestCredentials.tester) {
            registry, test in
            do {
                _ = try await test.client.manifest(registry.reference())
                Issue.record("no error")
            } catch RegistryError.unauthorized(_, let repository, let reason, let credentials, _) {
                #expect(repository == "digits")
                #expect(reason == "insufficient_scope")
                #expect(credentials == "the test")
            }
            #expect(registry.log(.getManifest).count == 2)
            #expect(registry.tokensIssued == 1)
        }
    }

    @Test func `without credentials the error says where they were looked for`() async throws {
        try await withClient(Self.bearer()) { registry, test in
            do {
                _ = try await test.client.manifest(registry.reference())
                Issue.record("no error")
            } catch let error as RegistryError {
                let text = error.diagnostics.map(\.description).joined()
                #expect(text.contains("~/.docker/config.json: no entry for \(registry.authority)"))
                #expect(text.contains("chassis-build login"))
            }
        }
    }

    @Test func `an anonymous token is enough for a public image`() async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer { $0.anonymousActions = ["pull"] }) { registry, test in
            guard case .bytes(let bytes) = image.manifest.content else { return }
            try registry.add(manifest: bytes, mediaType: .imageManifest, to: "digits", tag: "v1")
            let manifest = try await test.client.manifest(registry.reference())
            #expect(manifest.descriptor == image.manifest.descriptor)
            #expect(try registry.request(.token, 1).header("authorization") == nil)
        }
    }

    @Test(arguments: [
        [#"Negotiate, Bearer realm="{realm}",service="{service}",scope="{scope}""#],
        [#"Basic realm="x""#, #"bearer realm="{realm}" , service={service}"#],
    ])
    func `the Bearer challenge is found among others`(challenges: [String]) async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer { $0.challenges = challenges }, credentials: TestCredentials.tester) {
            registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test func `a challenge that nobody can answer is the end`() async throws {
        try await withClient(Self.bearer { $0.challenges = ["Negotiate"] }, credentials: TestCredentials.tester) {
            registry, test in
            await #expect(throws: RegistryError.self) { try await test.client.check(registry: registry.authority) }
        }
    }

    @Test func `a token service in trouble is asked again`() async throws {
        let image = try SampleImage()
        try await withClient(Self.bearer(), credentials: TestCredentials.tester) { registry, test in
            registry.fault(.token, call: 1, .answer(.wait(.seconds(3), status: 503)))
            registry.fault(.token, call: 2, .dropAfterResponseBytes(3))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(test.time.sleeps.first == .seconds(3))
        }
    }

    @Test func `an answer of the token service is limited`() async throws {
        try await withClient(Self.bearer(), credentials: TestCredentials.tester) { registry, test in
            registry.fault(.token, .zeros(100 << 20))
            await #expect(throws: RegistryError.self) { try await test.client.manifest(registry.reference()) }
        }
    }

    @Test func `wrong credentials are told by check, and by where they come from`() async throws {
        let wrong = TestCredentials(.basic(username: "tester", password: Secret("wrong-password")))
        var basic = RegistryStub.Options()
        basic.auth = .basic(username: "tester", password: "s3cret:pass")
        for options in [basic, Self.bearer()] {
            try await withClient(options, credentials: wrong) { registry, test in
                do {
                    try await test.client.check(registry: registry.authority)
                    Issue.record("no error")
                } catch let error as RegistryError {
                    let text = error.diagnostics.map(\.description).joined()
                    #expect(text.contains("the test"))
                    #expect(!text.contains("wrong-password"))
                }
            }
            try await withClient(options, credentials: TestCredentials.tester) { registry, test in
                try await test.client.check(registry: registry.authority)
            }
        }
    }

    @Test func `credentials are asked for once a repository, and only when they are wanted`() async throws {
        let image = try SampleImage()
        let credentials = TestCredentials(.basic(username: "tester", password: Secret("s3cret:pass")))
        try await withClient(credentials: credentials) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(credentials.questions == 0)
        }
        try await withClient(Self.bearer(), credentials: credentials) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(credentials.questions == 1)
        }
    }
}
