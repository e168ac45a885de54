import JSONCoding
import NIOCore
import OMIProtocol
import RPCClient
import SwiftProtobuf
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A client of a server that speaks the Open Model Interface: Chassis's own, `chassisml`'s, Modzy's.
///
/// It connects at its first call, shares one connection among all calls, and connects anew when the server ends it.
///
/// ```swift
/// let client = try OMIClient(ServerAddress(parsing: "localhost:45000", default: .grpc))
/// let scores: [Double] = try await client.predict(pixels)
/// ```
///
/// Every call throws ``ClientError``, or `CancellationError` as soon as its task is cancelled, which the server learns of.
public final class OMIClient: Sendable {
    /// Where the server is.
    public let address: ServerAddress
    private let rpc: RPCClient
    private let options: ClientOptions
    private let metadata: [(name: String, value: String)]
    /// The names of the model's inputs and outputs, once they were needed.
    private let names = Mutex<OMIStatus?>(nil)

    /// A client of the server at `address`, whose scheme is `grpc` or `grpcs`.
    /// - Throws: ``ClientError/invalidAddress(_:reason:)`` and ``ClientError/invalidAuthorities(file:reason:)``.
    public init(_ address: ServerAddress, options: ClientOptions = ClientOptions()) throws {
        guard address.scheme.isGRPC else {
            throw ClientError.invalidAddress("\(address)", reason: "the Open Model Interface is gRPC: write grpc://")
        }
        self.address = address
        self.options = options
        metadata = options.headers.sorted { $0.key < $1.key }.map { ($0.key.lowercased(), $0.value) }
        var limits = RPCLimits()
        limits.answerBytes = options.answerBytesMax
        limits.connectTimeout = options.connectTimeout
        do {
            rpc = try RPCClient(
                host: address.host, port: address.port,
                tls: address.scheme.isSecure
                    ? TrustedAuthorities.configuration(file: options.authoritiesFile) : nil,
                limits: limits)
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError.invalidAuthorities(file: options.authoritiesFile ?? "the system", reason: "\(error)")
        }
    }

    /// Asks where the model stands, and about the model. A server that is still loading it answers when that is done, or
    /// after the time that the model allows for it.
    ///
    /// A model that is not ready is a result, not an error: ``OMIStatus/isReady``.
    public func status(timeout: Duration? = nil) async throws -> OMIStatus {
        OMIStatus(try await call("Status", StatusRequest(), timeout) as StatusResponse)
    }

    /// Predicts from each of `items`, which are bytes by the name of the input.
    /// - Parameters:
    ///   - explain: asks for the output `explanation` too, JSON.
    ///   - detectDrift: asks for the output `drift` too, JSON.
    ///   - timeout: in place of the options'.
    /// - Returns: As many results as items, in their order: bytes by the name of the output, or why there are none.
    public func run(
        _ items: [[String: [UInt8]]], explain: Bool = false, detectDrift: Bool = false, timeout: Duration? = nil
    ) async throws -> [Result<[String: [UInt8]], ItemFailure>] {
        let request = RunRequest.with {
            $0.inputs = items.map { item in .with { $0.input = item.mapValues { Data($0) } } }
            $0.explain = explain
            $0.detectDrift = detectDrift
        }
        let response: RunResponse = try await call("Run", request, timeout)
        guard response.statusCode == 200 else {
            throw ClientError.refused(.http(Int(response.statusCode)), message: response.message)
        }
        guard response.outputs.count == items.count else {
            throw ClientError.invalidAnswer(
                reason: "there are \(response.outputs.count) outputs to \(items.count) inputs")
        }
        return response.outputs.map(Self.result)
    }

    /// Asks the server to end: it answers this call first. A server may be set to refuse.
    public func shutdown(timeout: Duration? = nil) async throws {
        let response: ShutdownResponse = try await call("Shutdown", ShutdownRequest(), timeout)
        guard response.statusCode == 200 else {
            throw ClientError.refused(.http(Int(response.statusCode)), message: response.message)
        }
    }

    /// Predicts from one value, which goes to the model as JSON, and decodes the JSON that it answers.
    /// - Parameters:
    ///   - input: the name of the input; not needed when the model has one, which is asked for once.
    ///   - output: the name of the output, likewise.
    /// - Throws: ``ClientError``, where ``ClientError/itemFailed(_:)`` is the model's own failure; `EncodingError` for a
    ///   value that JSON does not have.
    public func predict<Input: Encodable, Output: Decodable>(
        _ value: Input, as: Output.Type = Output.self, input: String? = nil, output: String? = nil,
        timeout: Duration? = nil
    ) async throws -> Output {
        let json = try JSON.encode(value)
        let names = try await names(input: input, output: output, timeout: timeout)
        switch try await run([[names.input: json]], timeout: timeout).first {
        case .success(let outputs)?:
            guard let json = outputs[names.output] else {
                throw ClientError.invalidAnswer(reason: "there is no output \(names.output)")
            }
            return try Self.decoded(json)
        case .failure(let failure)?: throw ClientError.itemFailed(failure)
        case nil: throw ClientError.invalidAnswer(reason: "there is no output")
        }
    }

    /// Ends the connection. Calls that run fail, later ones throw ``ClientError/closed``. A client that is released is
    /// closed by itself.
    public func close() async {
        await rpc.close()
    }

    private func names(
        input: String?, output: String?, timeout: Duration?
    ) async throws -> (input: String, output: String) {
        if let input, let output { return (input, output) }
        let known = names.withLock { $0 }
        let status: OMIStatus
        if let known { status = known } else { status = try await self.status(timeout: timeout) }
        names.withLock { $0 = status }
        return (
            try input ?? Self.only("input", of: status.inputs.map(\.name)),
            try output ?? Self.only("output", of: status.outputs.map(\.name))
        )
    }

    private static func only(_ kind: String, of names: [String]) throws -> String {
        guard names.count == 1 else {
            throw ClientError.ambiguous(
                "the model has \(names.count) \(kind)s (\(names.joined(separator: ", "))); name the one that is meant")
        }
        return names[0]
    }

    private static func decoded<Output: Decodable>(_ json: [UInt8]) throws -> Output {
        do {
            return try JSON.decode(Output.self, from: json)
        } catch {
            throw ClientError.invalidAnswer(reason: AnswerProblem.text(of: error))
        }
    }

    private static func result(_ output: OutputItem) -> Result<[String: [UInt8]], ItemFailure> {
        guard output.success else {
            let message = output.output["error"].map { String(decoding: $0, as: UTF8.self) }
            return .failure(ItemFailure(message: message ?? "the server does not say why"))
        }
        return .success(output.output.mapValues { [UInt8]($0) })
    }

    private func call<Request: Message, Response: Message>(
        _ method: String, _ request: Request, _ timeout: Duration?
    ) async throws -> Response {
        let answer: ByteBuffer
        do {
            let message: MessageBytes = try request.serializedBytes()
            answer = try await rpc.call(
                "/ModzyModel/\(method)", message.buffer, metadata: metadata, timeout: timeout ?? options.timeout)
        } catch let error as RPCClientError {
            throw ClientError(error, from: address)
        }
        do {
            return try Response(serializedBytes: MessageBytes(answer))
        } catch {
            throw ClientError.invalidAnswer(reason: "it is no \(Response.protoMessageName)")
        }
    }
}
