/// Files of the system that an image can have beside the model's own.
public enum ImageInclusion: String, CaseIterable, Hashable, Sendable {
    /// The certificates of the authorities that TLS trusts.
    case certificates = "ca-certificates"
    /// The rules of the world's time zones.
    case timeZones = "tzdata"
}
