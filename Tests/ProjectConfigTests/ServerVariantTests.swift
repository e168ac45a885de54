import Testing

@testable import ProjectConfig

struct ServerVariantTests {
    @Test func `a name says all, in one order`() {
        #expect(ServerVariant.omi.name == "omi")
        #expect(ServerVariant(.kserve, features: [.tls, .grpcV2]).name == "kserve.grpc-v2.tls")
        #expect(ServerVariant(.omi, features: [.tls]).name == "omi.tls")
    }

    @Test func `what the interface cannot have is left out`() {
        #expect(ServerVariant(.omi, features: [.grpcV2]) == .omi)
    }

    @Test(arguments: ["omi", "kserve", "omi.tls", "kserve.tls", "kserve.grpc-v2", "kserve.grpc-v2.tls"])
    func `a name is read back`(name: String) throws {
        #expect(try #require(ServerVariant(name: name)).name == name)
    }

    @Test(arguments: ["", "rest", "kserve.", "kserve.tls.grpc-v2", "omi.grpc-v2", "kserve.tls.tls", "kserve.x", ".tls"])
    func `another name is none`(name: String) {
        #expect(ServerVariant(name: name) == nil)
    }
}
