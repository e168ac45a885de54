/// Makes the request ids of one connection. The system is asked once for randomness, and only by a connection whose
/// client sends no ids itself; what follows is spread by SplitMix64 (Steele, Lea and Flood, 2014). The ids are unlikely
/// to meet, and no secrets.
struct RequestIDs {
    private var state: UInt64?

    /// A new one.
    mutating func make() -> RequestID { .made(next(), next()) }

    private mutating func next() -> UInt64 {
        let state = (state ?? .random(in: .min ... .max)) &+ 0x9E37_79B9_7F4A_7C15
        self.state = state
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
