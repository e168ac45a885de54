/// What a model server speaks; chosen when the image is built.
public enum ServingInterface: String, CaseIterable, Hashable, Sendable {
    /// The Open Model Interface: gRPC with Status, Run and Shutdown.
    case omi
    /// The KServe v1 protocol: HTTP with list, ready, predict and explain.
    case kserve

    /// The values that a flag or a file may hold, for messages: `omi or kserve`.
    public static var allowedValues: String { allCases.map(\.rawValue).joined(separator: " or ") }
}
