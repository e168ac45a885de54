import Testing

@testable import RegistryClient

struct ProxySettingsTests {
    @Test func `each scheme has its proxy, and small letters count first`() throws {
        let proxies = try ProxySettings(variables: [
            "HTTPS_PROXY": "http://upper:1", "https_proxy": "http://secure:3128", "HTTP_PROXY": "plain",
        ])
        #expect(proxies.proxy(for: Origin(scheme: .https, host: "ghcr.io"))?.description == "secure:3128")
        #expect(proxies.proxy(for: Origin(scheme: .http, host: "ghcr.io"))?.description == "plain:80")
    }

    @Test func `name and password are decoded, and not shown`() throws {
        let proxies = try ProxySettings(variables: ["https_proxy": "http://me:p%40ss%3A@proxy:3128/"])
        let proxy = try #require(proxies.proxy(for: Origin(scheme: .https, host: "ghcr.io")))
        #expect(proxy.userInfo == "me:p@ss:")
        #expect("\(proxy)" == "proxy:3128")
    }

    @Test(arguments: [
        ("example.com", "registry.example.com", true), (".example.com", "registry.example.com", true),
        ("example.com", "example.com", true), ("example.com", "notexample.com", false),
        ("registry.example.com:5000", "registry.example.com", false), ("10.0.0.0/8", "10.1.2.3", true),
        ("10.0.0.0/8", "11.1.2.3", false), ("10.0.0.0/8", "example.com", false), ("fd00::/8", "[fd12::1]", true),
        ("10.1.2.3", "10.1.2.3", true), ("*", "example.com", true), ("", "example.com", false),
        ("a.example, example.com", "registry.example.com", true), ("172.16.0.0/12", "172.31.0.1", true),
        ("0.0.0.0/0", "8.8.8.8", true), ("10.0.0.0/99", "10.0.0.1", false),
    ])
    func `NO_PROXY takes names, addresses and networks`(list: String, host: String, isDirect: Bool) throws {
        let proxies = try ProxySettings(variables: ["HTTPS_PROXY": "http://proxy:1", "NO_PROXY": list])
        #expect((proxies.proxy(for: Origin(scheme: .https, host: host)) == nil) == isDirect)
    }

    @Test func `a port in NO_PROXY must be the registry's`() throws {
        let proxies = try ProxySettings(variables: ["https_proxy": "http://proxy:1", "no_proxy": "a.example:5000"])
        #expect(proxies.proxy(for: Origin(scheme: .https, host: "a.example", port: 5000)) == nil)
        #expect(proxies.proxy(for: Origin(scheme: .https, host: "a.example")) != nil)
    }

    @Test func `this machine is never behind a proxy`() throws {
        let proxies = try ProxySettings(variables: ["http_proxy": "http://proxy:1"])
        #expect(proxies.proxy(for: Origin(scheme: .http, host: "127.0.0.1", port: 5000)) == nil)
        #expect(proxies.proxy(for: Origin(scheme: .http, host: "localhost", port: 5000)) == nil)
    }

    @Test(arguments: ["socks5://proxy:1", "https://proxy:1", "http://", "http://proxy:port"])
    func `an address of another kind is refused by its variable's name alone`(address: String) {
        #expect(throws: RegistryError.malformedProxy(variable: "HTTPS_PROXY")) {
            try ProxySettings(variables: ["HTTPS_PROXY": address])
        }
    }
}
