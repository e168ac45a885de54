import OCISpec
import Testing

@testable import RegistryClient

struct AddressTests {
    static let base = "https://registry.example/v2/team/digits/blobs/uploads/?x=1"

    @Test(
        arguments: [
            ("https://other.example/u/1?sig=a%2Fb", "https://other.example/u/1?sig=a%2Fb"),
            ("http://registry.example:5000/u", "http://registry.example:5000/u"),
            ("HTTPS://Registry.Example:443/u?A=b", "https://registry.example/u?A=b"),
            ("/v2/x/blobs/uploads/7?_state=q==", "https://registry.example/v2/x/blobs/uploads/7?_state=q=="),
            ("7?_state=a:b", "https://registry.example/v2/team/digits/blobs/uploads/7?_state=a:b"),
            ("../uploads/7", "https://registry.example/v2/team/digits/blobs/uploads/7"),
            ("./7", "https://registry.example/v2/team/digits/blobs/uploads/7"),
            ("?y=2", "https://registry.example/v2/team/digits/blobs/uploads/?y=2"),
            ("//other.example/u", "https://other.example/u"),
            ("registry.example:5000/v2/u?z", "https://registry.example:5000/v2/u?z"),
            ("localhost/v2/u", "https://localhost/v2/u"),
            ("https://[::1]:5000/u", "https://[::1]:5000/u"),
            ("https://other.example", "https://other.example/"),
            ("/u?x#fragment", "https://registry.example/u?x"),
            ("", nil), ("ftp://other.example/u", nil), ("https://user:pw@other.example/u", nil),
            ("https://other.example:port/u", nil), ("https:///u", nil), ("https://other.example:0/u", nil),
        ] as [(String, String?)])
    func `a Location is understood in all its forms`(location: String, expected: String?) throws {
        let base = try #require(RegistryURL(parsing: Self.base))
        #expect(LocationResolver.resolve(location, from: base)?.text == expected)
    }

    @Test func `the digest is added to a query that stays as it is`() throws {
        let digest = try Digest.of([1])
        let signed = try #require(RegistryURL(parsing: "https://s.example/u?sig=a%2Fb+c&n="))
        #expect(signed.appending("digest", "\(digest)").text == "https://s.example/u?sig=a%2Fb+c&n=&digest=\(digest)")
        let plain = try #require(RegistryURL(parsing: "https://s.example/u"))
        #expect(plain.appending("from", "a b&c").text == "https://s.example/u?from=a%20b%26c")
    }

    @Test func `an address is printed without its query, which may be signed`() throws {
        let signed = try #require(RegistryURL(parsing: "https://s.example/u?sig=secret"))
        #expect("\(signed)" == "https://s.example/u?…")
    }

    @Test func `another port or scheme is another origin, and a default port is none`() throws {
        let origins = ["https://a.example", "https://a.example:443", "https://a.example:5000", "http://a.example"]
            .compactMap { RegistryURL(parsing: $0)?.origin }
        #expect(origins.count == 4)
        #expect(origins[0] == origins[1])
        #expect(Set(origins).count == 3)
    }

    @Test(arguments: [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "a.localhost", "[::1]", "[::ffff:127.0.0.1]",
    ])
    func `this machine is known in each of its names`(host: String) {
        #expect(LocalAddress.isLoopback(host))
    }

    @Test(arguments: [
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "[fd00::1]", "[fe80::1]", "[fe80::1%25eth0]", "[::ffff:10.0.0.1]", "[::]", "[::ffff:a9fe:a9fe]",
    ])
    func `an address that only we can reach is known`(host: String) {
        #expect(LocalAddress.isLocal(host))
        #expect(!LocalAddress.isLoopback(host))
    }

    @Test(arguments: ["registry.example", "8.8.8.8", "172.32.0.1", "[2001:db8::1]", "localhost.example", "10.example"])
    func `other names and addresses are those of strangers`(host: String) {
        #expect(!LocalAddress.isLocal(host))
    }

    @Test func `a registry elsewhere leads neither into this network nor out of TLS`() {
        let registry = Origin(scheme: .https, host: "registry.example")
        let own = Origin(scheme: .http, host: "127.0.0.1", port: 5000)
        #expect(AddressGuard.refusal(of: Origin(scheme: .https, host: "s3.example"), namedBy: registry) == nil)
        #expect(AddressGuard.refusal(of: Origin(scheme: .http, host: "s3.example"), namedBy: registry) == .downgrade)
        let metadata = Origin(scheme: .https, host: "169.254.169.254")
        #expect(AddressGuard.refusal(of: metadata, namedBy: registry) == .localAddress)
        #expect(AddressGuard.refusal(of: Origin(scheme: .http, host: "127.0.0.1", port: 5001), namedBy: own) == nil)
        #expect(AddressGuard.refusal(of: Origin(scheme: .http, host: "s3.example"), namedBy: own) == nil)
    }

    @Test(arguments: [
        ("digits", "docker.io", "library/digits"), ("team/digits:v1", "docker.io", "team/digits"),
        ("docker.io/digits", "docker.io", "library/digits"), ("index.docker.io/digits", "docker.io", "library/digits"),
        ("ghcr.io/team/digits", "ghcr.io", "team/digits"), ("localhost:5000/digits", "localhost:5000", "digits"),
    ])
    func `a reference names a registry and a repository`(text: String, host: String, repository: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(RegistryHost.name(for: reference) == host)
        #expect(RegistryHost.repository(of: reference) == repository)
    }

    @Test func `Docker Hub answers under another name than it has`() {
        #expect(RegistryHost.authority(of: "docker.io") == "registry-1.docker.io")
        #expect(RegistryHost.authority(of: "ghcr.io") == "ghcr.io")
    }
}
