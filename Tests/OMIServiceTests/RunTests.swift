import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import OMIProtocol
import OMIStubs
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite(.timeLimit(.minutes(1)))
struct RunTests {
    @Test func `without a loaded model the call is refused as unavailable at the status timeout`() async throws {
        try await withServer(of: ImpatientModel.self) { test in
            try await test.withModelClient { client in
                let error = await #expect(throws: RPCError.self) { try await client.run(Self.request("1")) }
                #expect(error?.code == .unavailable)
                #expect(error?.message == "the model is still being loaded")
            }
        }
    }

    @Test func `with a model that could not be loaded the call is refused with the reason`() async throws {
        try await withServer(of: CompleteModel.self, loadFailure: "weights.bin is cut") { test in
            await test.loadModel()
            try await test.withModelClient { client in
                let error = await #expect(throws: RPCError.self) { try await client.run(Self.request("1")) }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains("weights.bin is cut") == true)
            }
        }
    }

    @Test func `a call that came while the model was being loaded is answered when it is`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            try await test.withModelClient { client in
                async let response = client.run(Self.request("1"))
                test.script.mayLoad.open()
                let outputs = try await response.outputs
                #expect(outputs.map(\.success) == [true])
            }
        }
    }

    @Test func `items that fail have their reason, and the others their outputs, in order`() async throws {
        let response = try await Self.run(Self.request("1", "fail", "2", "invalid", "3"))
        #expect(response.statusCode == 200)
        #expect(response.status == "OK")
        #expect(response.message == "Inference executed")
        #expect(response.outputs.map(\.success) == [true, false, true, false, true])
        #expect(
            response.outputs.map { $0.output["results.json"] } == ["1", nil, "2", nil, "3"].map { $0.map(Self.data) })
        let errors = response.outputs.map { $0.output["error"].map { String(decoding: $0, as: UTF8.self) } }
        #expect(errors.map { $0 == nil } == [true, false, true, false, true])
        #expect(errors[1]?.contains("the weights are wrong") == true)
        #expect(errors[3]?.contains("the picture is empty") == true)
    }

    @Test func `an item without a declared input fails and names it`() async throws {
        let response = try await Self.run(.with { $0.inputs = [.with { $0.input = ["picture": Data()] }] })
        #expect(response.outputs.map(\.success) == [false])
        let error = response.outputs.first?.output["error"].map { String(decoding: $0, as: UTF8.self) }
        #expect(error?.contains("input") == true)
    }

    @Test func `no items are answered with no outputs`() async throws {
        let response = try await Self.run(RunRequest())
        #expect(response.statusCode == 200)
        #expect(response.outputs.isEmpty)
    }

    @Test func `an explanation that was asked for stands beside the outputs`() async throws {
        var request = Self.request("1")
        request.explain = true
        let response = try await Self.run(request)
        #expect(response.outputs.map(\.success) == [true])
        #expect(response.outputs.first?.output["explanation"] == Self.data("\"it is round\""))
        #expect(response.outputs.first?.output["results.json"] == Self.data("1"))
    }

    @Test func `a question about drift reaches the model host`() async throws {
        var request = Self.request("1")
        request.detectDrift = true
        let response = try await Self.run(request)
        #expect(response.outputs.first?.output["drift"] != nil)
        #expect(response.outputs.first?.output["explanation"] == nil)
    }

    @Test func `eight mebibytes go in and come out`() async throws {
        let block = Data((0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let bytes = (0..<129).reduce(into: Data()) { all, _ in all.append(block) }
        #expect(bytes.count > 8 << 20)
        let response = try await Self.run(.with { $0.inputs = [.with { $0.input = ["input": bytes] }] })
        #expect(response.outputs.first?.output["results.json"] == bytes)
    }

    @Test func `a message above the limit is refused, and the next one is answered`() async throws {
        try await withServer(of: CompleteModel.self, variables: ["OMI_MAX_MESSAGE_BYTES": "1000"]) { test in
            await test.loadModel()
            try await test.withModelClient { client in
                for count in [1000, 9_000_000] {
                    let large = Self.request(String(repeating: "7", count: count))
                    let error = await #expect(throws: RPCError.self) { try await client.run(large) }
                    #expect(error?.code == .resourceExhausted)
                    #expect(error?.message.hasSuffix("the limit is 1000 (OMI_MAX_MESSAGE_BYTES)") == true)
                }
                let small = Self.request(String(repeating: "7", count: 900))
                let response = try await client.run(small)
                #expect(response.outputs.map(\.success) == [true])
            }
        }
    }

    @Test func `a message that is not protobuf is refused as an invalid argument`() async throws {
        let error = try await Self.call("Run", with: [0xff, 0xff, 0xff])
        #expect(error?.code == .invalidArgument)
    }

    @Test func `a method that does not exist is unimplemented`() async throws {
        let error = try await Self.call("Train", with: [])
        #expect(error?.code == .unimplemented)
    }

    @Test func `a client that gives up cancels its prediction`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withModelClient { client in
                let call = Task { try await client.run(Self.request("wait")) }
                await test.script.predicting.wait()
                call.cancel()
                await test.script.cancelled.wait()
                await #expect(throws: (any Error).self) { try await call.value }
            }
        }
    }

    @Test func `a deadline that passes cancels its prediction`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withModelClient { client in
                var options = CallOptions.defaults
                options.timeout = .milliseconds(300)
                let limited = options
                let error = await #expect(throws: RPCError.self) {
                    try await client.run(Self.request("wait"), options: limited)
                }
                #expect(error?.code == .deadlineExceeded)
                if test.script.predicting.isOpen { await test.script.cancelled.wait() }
            }
        }
    }

    private static func data(_ text: String) -> Data { Data(text.utf8) }

    private static func request(_ inputs: String...) -> RunRequest {
        .with { $0.inputs = inputs.map { text in .with { $0.input = ["input": data(text)] } } }
    }

    /// What a loaded `CompleteModel` answers.
    private static func run(_ request: RunRequest) async throws -> RunResponse {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            var options = CallOptions.defaults
            options.maxRequestMessageBytes = 64 << 20  // this client takes it for its limit of answers
            return try await test.withModelClient { [options] in try await $0.run(request, options: options) }
        }
    }

    /// How the model's service refuses `message` as the request of `method`.
    private static func call(_ method: String, with message: [UInt8]) async throws -> RPCError? {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            return try await test.withClient { client in
                await #expect(throws: RPCError.self) {
                    try await client.unary(
                        request: ClientRequest(message: message),
                        descriptor: MethodDescriptor(fullyQualifiedService: "ModzyModel", method: method),
                        serializer: Verbatim(), deserializer: Verbatim(), options: .defaults
                    ) { try $0.message }
                }
            }
        }
    }
}

/// Messages as they are on the wire.
private struct Verbatim: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}
