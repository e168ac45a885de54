/// A pattern for one name: `*.bin`, `shard-[0-9]?`.
struct NamePattern: Hashable, Sendable {
    /// What stands for letters of a name.
    enum Token: Hashable {
        /// `*`: any number of letters.
        case star
        /// `?`: any one letter.
        case anyOne
        /// This letter.
        case one(Unicode.Scalar)
        /// `[…]`: one letter of these, or with `isNegated` none of these.
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Any name.
    static let any = NamePattern(tokens: [.star])

    let tokens: [Token]

    /// Whether nothing but `**` stands between two slashes.
    var isTwoStars: Bool { tokens == [.star, .star] }

    /// Whether `name` matches as a whole.
    func matches(_ name: [Unicode.Scalar]) -> Bool {
        matchWithGaps(
            tokens, name[...], isGap: { $0 == .star },
            matches: { token, scalar in
                switch token {
                case .star: false
                case .anyOne: true
                case .one(let wanted): scalar == wanted
                case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
                }
            })
    }
}
