import ChassisClient
import ProjectConfig
import Testing

@testable import RemotePrediction

@Suite struct PredictionPlacesTests {
    private func places(
        _ address: String?, _ interface: ServingInterface? = nil, project: ServingInterface? = nil
    ) throws -> [String] {
        try PredictionPlaces.candidates(
            address: address, interface: interface, project: project, ports: [.omi: 4500, .kserve: 808]
        ).map(\.description)
    }

    @Test func `without an address it is this machine, the project's interface first`() throws {
        #expect(try places(nil) == ["http://localhost:808", "grpc://localhost:4500"])
        #expect(try places(nil, project: .omi) == ["grpc://localhost:4500", "http://localhost:808"])
        #expect(try places(nil, .omi, project: .kserve) == ["grpc://localhost:4500"])
        #expect(try places(nil, .kserve, project: .omi) == ["http://localhost:808"])
    }

    @Test func `an address with its scheme is the place`() throws {
        #expect(try places("grpc://a") == ["grpc://a:45000"])
        #expect(try places("https://a/b", .kserve) == ["https://a:443/b"])
    }

    @Test func `an address without a scheme is tried with both protocols, that of the port first`() throws {
        #expect(try places("a:9") == ["grpc://a:9", "http://a:9"])
        #expect(try places("a:8080") == ["http://a:8080", "grpc://a:8080"])
        #expect(try places("a") == ["http://a:8080", "grpc://a:45000"])
        #expect(try places("a", .omi) == ["grpc://a:45000"])
        #expect(try places("[::1]:9", .kserve) == ["http://[::1]:9"])
        #expect(try places("a/team") == ["http://a:8080/team"])
    }

    @Test func `an address of the other protocol is a contradiction`() throws {
        let error = #expect(throws: PredictionError.self) { try places("http://a", .omi) }
        #expect(error?.diagnostics.first?.remedies == ["leave out --interface"])
    }
}
