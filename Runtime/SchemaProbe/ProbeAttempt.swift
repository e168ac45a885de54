import JSONCoding

/// How one decoding for the sake of what it asks goes: what is handed out, and what is refused.
struct ProbeAttempt {
    /// How many dummy values of each type are tried before it is taken to reject them all.
    static let dummyCount = 4

    /// Where values come from.
    enum Source: Equatable {
        /// The sample, as a decoder of JSON would take them from there.
        case sample
        /// The dummy of this number.
        case dummies(Int)
    }

    let source: Source
    /// What is refused of the value itself, though not of what is in it.
    var refusedShapes: Set<ProbePlace.Shape> = []
    /// The member of the value itself that is missing.
    var missingMember: String?
}
