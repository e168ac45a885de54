/// The protocols in which requests come, as the label `protocol` of metrics names them.
public enum ServedProtocol: String, Sendable, Hashable, CaseIterable {
    /// The Open Model Interface.
    case omi
    /// KServe's protocol version 1, over HTTP.
    case kserveV1 = "kserve-v1"
    /// The Open Inference Protocol over HTTP.
    case kserveV2 = "kserve-v2"
    /// The Open Inference Protocol over gRPC.
    case grpcV2 = "grpc-v2"
}
