import ChassisClient
import Testing

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("localhost", "http://localhost:8080"), ("localhost:9", "http://localhost:9"),
        ("http://a.example", "http://a.example:8080"), ("HTTPS://a.example/team/", "https://a.example:443/team"),
        ("https://a.example:8443/a/b", "https://a.example:8443/a/b"), ("grpc://10.0.0.1", "grpc://10.0.0.1:45000"),
        ("grpcs://a.example", "grpcs://a.example:443"), ("[::1]", "http://[::1]:8080"),
        ("grpc://[::1]:45", "grpc://[::1]:45"), ("a:80/", "http://a:80"),
    ])
    func `an address is read with what is left out`(text: String, whole: String) throws {
        let address = try ServerAddress(parsing: text, default: .http)
        #expect(address.description == whole)
        #expect(try ServerAddress(parsing: whole, default: .grpc) == address)
    }

    @Test(arguments: [
        ("", "no host"), (":80", "no host"), ("http://", "no host"), ("a:0", "no port"), ("a:65536", "no port"),
        ("a:+1", "no port"), ("a:", "no port"), ("a:b", "no port"), ("::1", "brackets"), ("[::1", "closed"),
        ("[::1]x", ":PORT"), ("ftp://a", "grpc://"), ("grpc://a/b", "no path"), ("a b", "ASCII"),
        ("http://a?b", "query"), ("http://u@a", "user"), ("http://ä", "ASCII"),
    ])
    func `what is no address is refused with the reason`(text: String, reason: String) {
        let error = #expect(throws: ClientError.self) { try ServerAddress(parsing: text, default: .http) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test func `a status of the server is told by name`() {
        #expect(ServerStatus.grpc(3).description == "INVALID_ARGUMENT (gRPC 3)")
        #expect(ServerStatus.grpc(99).description == "gRPC 99")
        #expect(ServerStatus.http(404).description == "HTTP 404")
    }
}
