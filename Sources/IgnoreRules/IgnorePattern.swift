/// A pattern for paths, as gitignore has it: with a slash in it, it is matched from the root, else with every name.
struct IgnorePattern: Hashable, Sendable {
    /// What stands between two slashes.
    private enum Part: Hashable {
        /// `**`: any number of folders, none as well.
        case folders
        /// Any one name.
        case name(NamePattern)
    }

    private let parts: [Part]
    private let isAnchored: Bool

    /// Reads the pattern `text`, from which `!` and a slash at the end were taken.
    init(parsing text: ArraySlice<Unicode.Scalar>) throws(PatternFault) {
        isAnchored = text.contains("/")
        let text = text.first == "/" ? text.dropFirst() : text
        var names = PatternReader(text)
        var parts: [Part] = []
        while let name = try names.next() {
            guard !name.tokens.isEmpty else { throw .emptyName }
            parts.append(isAnchored && name.isTwoStars ? .folders : .name(name))
        }
        // What `folder/**` speaks of is in the folder; it is not the folder itself.
        if parts.last == .folders { parts.append(.name(.any)) }
        self.parts = parts
    }

    /// Whether the path with these names matches; an unanchored pattern looks at the last name alone.
    func matches(_ names: ArraySlice<[Unicode.Scalar]>) -> Bool {
        let names = isAnchored ? names : names.suffix(1)
        return matchWithGaps(
            parts, names, isGap: { $0 == .folders },
            matches: { part, name in
                if case .name(let pattern) = part { pattern.matches(name) } else { false }
            })
    }
}

/// Whether `pattern` matches all of `text` when a gap stands for any number of elements and anything else for one.
///
/// Only the last gap is ever tried again, so the time is at most the product of both lengths.
func matchWithGaps<Token, Element>(
    _ pattern: [Token], _ text: ArraySlice<Element>, isGap: (Token) -> Bool, matches: (Token, Element) -> Bool
) -> Bool {
    var (token, position) = (0, text.startIndex)
    var gap: (token: Int, position: Int)?
    while position < text.endIndex {
        if token < pattern.count, isGap(pattern[token]) {
            gap = (token, position)
            token += 1
        } else if token < pattern.count, matches(pattern[token], text[position]) {
            token += 1
            position += 1
        } else if let last = gap {
            gap = (last.token, last.position + 1)
            (token, position) = (last.token + 1, last.position + 1)
        } else {
            return false
        }
    }
    return pattern[token...].allSatisfy(isGap)
}
