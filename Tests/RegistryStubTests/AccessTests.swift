import OCISpec
import RegistryStub
import Testing

@Suite(.timeLimit(.minutes(1))) struct AccessTests {
    /// `tester:s3cret:pass`
    private let basic = ["Authorization": "Basic dGVzdGVyOnMzY3JldDpwYXNz"]
    private let ask = "/token?service=stub-registry&scope=repository:digits:pull,push"

    /// The token in an answer.
    private func token(_ answer: RawClient.Answer, key: String = "token") throws -> String {
        struct Body: Decodable {
            var token: String?
            var access_token: String?
        }
        let body = try CanonicalJSON.decode(Body.self, from: answer.body)
        return try #require(key == "token" ? body.token : body.access_token)
    }

    private func header(_ token: String) -> [String: String] { ["Authorization": "Bearer \(token)"] }

    @Test func `Basic lets in who has the password`() async throws {
        try await withClient {
            $0.auth = .basic(username: "tester", password: "s3cret:pass")
        } _: { _, client in
            let refused = try await client.ask("GET", "/v2/")
            #expect(refused.status == 401)
            #expect(refused["WWW-Authenticate"] == #"Basic realm="stub""#)
            #expect(try await client.ask("GET", "/v2/", basic).status == 200)
            #expect(try await client.ask("GET", "/v2/", ["Authorization": "Basic eDp5"]).status == 401)
        }
    }

    @Test func `a token opens what it was asked for`() async throws {
        try await withClient {
            $0.auth = .bearer(.init())
        } _: { registry, client in
            let digest = try registry.add(blob: [1], to: "digits")
            let refused = try await client.ask("POST", "/v2/digits/blobs/uploads/?mount=\(digest)&from=base")
            #expect(refused.status == 401)
            let challenge = #"Bearer realm="\#(registry.url())/token",service="stub-registry","#
            let scopes = #"scope="repository:digits:pull,push repository:base:pull""#
            #expect(refused["WWW-Authenticate"] == challenge + scopes)
            #expect(try await client.ask("GET", ask).status == 401)
            let token = try token(try await client.ask("GET", ask, basic))
            #expect(try await client.ask("HEAD", "/v2/digits/blobs/\(digest)", header(token)).status == 200)
            let other = try await client.ask("HEAD", "/v2/other/blobs/\(digest)", header(token))
            #expect(other.status == 401)
            #expect(try #require(other["WWW-Authenticate"]).hasSuffix(#",error="insufficient_scope""#))
            let bad = try await client.ask("HEAD", "/v2/digits/blobs/\(digest)", header("x"))
            #expect(try #require(bad["WWW-Authenticate"]).hasSuffix(#",error="invalid_token""#))
            #expect(registry.tokensIssued == 1)
            #expect(registry.log(.token).last?.query("scope") == ["repository:digits:pull,push"])
        }
    }

    @Test func `a token is spent by use, and by time`() async throws {
        try await withClient {
            var service = RegistryStub.TokenService()
            (service.usesMax, service.expiresIn) = (2, 300)
            $0.auth = .bearer(service)
        } _: { registry, client in
            let first = header(try token(try await client.ask("GET", ask, basic)))
            var statuses: [Int] = []
            for _ in 1...3 { statuses.append(try await client.ask("GET", "/v2/", first).status) }
            #expect(statuses == [200, 200, 401])
            let second = header(try token(try await client.ask("GET", ask, basic)))
            registry.advance(by: .seconds(299))
            #expect(try await client.ask("GET", "/v2/", second).status == 200)
            registry.advance(by: .seconds(1))
            #expect(try await client.ask("GET", "/v2/", second).status == 401)
            let third = header(try token(try await client.ask("GET", ask, basic)))
            registry.revokeTokens()
            #expect(try await client.ask("GET", "/v2/", third).status == 401)
        }
    }

    @Test func `an identity token is exchanged by POST at another port`() async throws {
        try await withClient {
            var service = RegistryStub.TokenService()
            (service.identityTokens, service.origin, service.answer) = (["id"], .tokens, .accessToken)
            $0.auth = .bearer(service)
        } _: { registry, client in
            let form =
                "grant_type=refresh_token&refresh_token=id&service=stub-registry"
                + "&scope=repository%3Adigits%3Apull+repository%3Abase%3Apull&client_id=test"
            #expect(try await client.ask("POST", "/token", body: Array(form.utf8)).status == 404)
            let service = try await RawClient.connect(to: registry, .tokens)
            let answer = try await service.ask("POST", "/token", body: Array(form.utf8))
            let token = try token(answer, key: "access_token")
            #expect(try await client.ask("GET", "/v2/base/manifests/v1", header(token)).status == 404)
            #expect(try await client.ask("PUT", "/v2/base/manifests/v1", header(token)).status == 401)
            #expect(registry.log(.token).last?.form("scope") == ["repository:digits:pull repository:base:pull"])
            let wrong = form.replacing("refresh_token=id", with: "refresh_token=x")
            #expect(try await service.ask("POST", "/token", body: Array(wrong.utf8)).status == 401)
        }
    }

    @Test func `those without a name may read a public registry`() async throws {
        try await withClient {
            var service = RegistryStub.TokenService()
            service.anonymousActions = ["pull"]
            $0.auth = .bearer(service)
        } _: { _, client in
            let token = header(try token(try await client.ask("GET", ask)))
            #expect(try await client.ask("GET", "/v2/digits/manifests/v1", token).status == 404)
            #expect(try await client.ask("POST", "/v2/digits/blobs/uploads/", token).status == 401)
        }
    }

    @Test func `a refused repository is left out of the token, or refuses it`() async throws {
        let ask = ask + "&scope=repository:secret:pull"
        var service = RegistryStub.TokenService()
        service.refusedRepositories = ["secret"]
        try await withClient {
            $0.auth = .bearer(service)
        } _: { registry, client in
            let token = header(try token(try await client.ask("GET", ask, basic)))
            #expect(try await client.ask("GET", "/v2/digits/manifests/v1", token).status == 404)
            #expect(try await client.ask("GET", "/v2/secret/manifests/v1", token).status == 401)
            service.refusalStatus = 403
            registry.change { $0.auth = .bearer(service) }
            #expect(try await client.ask("GET", ask, basic).status == 403)
        }
    }

    @Test func `challenges are written as wished`() async throws {
        var service = RegistryStub.TokenService()
        service.challenges = ["Negotiate", #"bearer scope={scope}, realm="{realm}""#]
        service.realmQuery = "account=1"
        (service.guardsPing, service.answer) = (false, .empty)
        try await withClient {
            $0.auth = .bearer(service)
        } _: { registry, client in
            #expect(try await client.ask("GET", "/v2/").status == 200)
            await client.send("GET", "/v2/digits/tags/list")
            let answer = try await client.answer()
            #expect(answer["WWW-Authenticate"] == "Negotiate")
            #expect(try token(try await client.ask("GET", ask, basic)).isEmpty)
        }
    }

    @Test func `a registry with a certificate talks to those who trust it`() async throws {
        var options = RegistryStub.Options()
        options.tls = .init(
            certificateChain: RegistryStub.Certificates.server, privateKey: RegistryStub.Certificates.serverKey)
        try await withRegistry(options) { registry in
            #expect(registry.url() == "https://\(registry.authority)")
            let client = try await RawClient.connect(to: registry)
            await #expect(throws: RawClient.Closed.self) { _ = try await client.ask("GET", "/v2/") }
        }
    }
}
