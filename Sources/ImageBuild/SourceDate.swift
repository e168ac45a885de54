public import OCISpec

/// The time that an image and its files carry.
public enum SourceDate {
    /// `SOURCE_DATE_EPOCH` ([specification](https://reproducible-builds.org/specs/source-date-epoch/)), else 1970.
    /// - Throws: ``BuildError/sourceDateEpoch(_:)``.
    public static func timestamp(_ variables: [String: String]) throws(BuildError) -> Timestamp {
        guard let text = variables["SOURCE_DATE_EPOCH"], !text.isEmpty else { return .epoch }
        guard let seconds = Int64(text), let timestamp = Timestamp(secondsSinceEpoch: seconds) else {
            throw .sourceDateEpoch(text)
        }
        return timestamp
    }
}
