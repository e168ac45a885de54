/// The course of one blob's upload: from each answer of the registry follows the next step. Nothing in it waits, sends or
/// reads.
///
/// Its rule: bytes that were sent count only when the registry says that it has them, and what it has is never sent again
/// in the same session, but asked for. Where that cannot be found out, a new session begins at byte 0.
struct UploadSession {
    /// Sessions that are begun for one blob; more would mean that the registry loses each.
    static let sessionsMax = 6
    /// Answers in a row that let the upload come no further, though nothing was refused.
    static let stallsMax = 4
    /// 401s in a row, each with a new token after it: more would mean that tokens end before a request does.
    static let renewalsMax = 4

    let size: Int64
    /// How the blob is cut; changed by what is learned on the way.
    private(set) var rules: ChunkRules
    /// Where the session is; nil when there is none.
    private(set) var location: RegistryURL?
    /// The bytes that the registry has, as far as is known.
    private(set) var offset: Int64 = 0
    /// The bytes that an earlier run had sent; nil when that was no use.
    private(set) var resumedFrom: Int64?
    /// Sessions that were left behind, to be cancelled.
    private(set) var abandoned: [RegistryURL] = []

    private var sessions = 0
    // What has happened since the upload came further; each limits itself alone.
    private var failures = 0
    private var stalls = 0
    private var renewals = 0
    private var furthest: Int64 = 0
    private var hasSent = false
    private var isOfEarlierRun = false
    private var lastLength: Int64?
    private var hasTriedWhole = false
    private var hasRetriedDigest = false
    private var afterPause = UploadStep.open
    private let host: String

    init(size: Int64, rules: ChunkRules, host: String, saved: (location: RegistryURL, offset: Int64)? = nil) {
        self.size = size
        self.rules = rules
        self.host = host
        if let saved {
            location = saved.location
            offset = saved.offset
            hasSent = true
            isOfEarlierRun = true
        }
    }

    /// What to do first.
    var firstStep: UploadStep { location == nil ? .open : .ask }

    /// What follows from the answer to `step`.
    mutating func take(_ answer: UploadAnswer, to step: UploadStep) -> UploadStep {
        switch (step, answer) {
        case (_, .refused(let error)): .fail(error)
        case (.pause, _): afterPause
        case (.open, .opened(let location, let min, let max)): opened(location, min: min, max: max)
        case (.open, .exists), (.put, .committed), (.look, .found(true)): .finish
        case (.look, _): location == nil ? .open : .ask
        case (.ask, .status(let location, let end)): received(end, at: location)
        case (.ask, _): lostSession()
        case (.patch(let range), _): patched(range, answer)
        case (.put(let range), _): put(range, answer)
        case (.verifySource, _): sourceUnchanged()
        case (.open, .refusedForm(let error)), (.open, .failed(_, let error)), (.open, .wrongDigest(let error)):
            .fail(error)
        default: .fail(unexpected("the answer does not fit the request"))
        }
    }

    // MARK: Answers

    private mutating func opened(_ location: RegistryURL, min: Int64?, max: Int64?) -> UploadStep {
        self.location = location
        offset = 0
        hasSent = false
        rules.pieceBytesMin = min
        rules.pieceBytesMax = max
        return next()
    }

    private mutating func received(_ end: Int64?, at location: RegistryURL?) -> UploadStep {
        // `0-0` is what registries say of an empty session, and of one with a single byte. The byte is not worth a guess.
        guard let end, end > 0 else {
            guard !hasSent else { return lostSession() }
            self.location = location ?? self.location
            return next()
        }
        guard end < size else { return newSession() }
        if isOfEarlierRun { resumedFrom = end + 1 }
        isOfEarlierRun = false
        self.location = location ?? self.location
        offset = end + 1
        // That there is no more than before is not counted: what led to the question was.
        noteProgress()
        return next()
    }

    private mutating func patched(_ range: Range<Int64>, _ answer: UploadAnswer) -> UploadStep {
        hasSent = true
        lastLength = range.upperBound - range.lowerBound
        switch answer {
        case .accepted(let location, let end):
            self.location = location ?? self.location
            let received = end.map { $0 + 1 } ?? range.upperBound
            guard received <= range.upperBound else { return newSession() }
            guard received > range.lowerBound else { return stalled() ?? .ask }
            offset = received
            noteProgress()
            return next()
        case .badRange(let location, let end):
            if isFirstPiece(range) { return wholeFromNowOn() }
            guard let end, end + 1 != range.lowerBound, end < size else { return stalled() ?? .ask }
            self.location = location ?? self.location
            offset = end + 1
            return stalled() ?? next()
        case .tooLarge:
            if isFirstPiece(range), rules.lessons.bodyBytesMax == nil, !hasTriedWhole { return wholeFromNowOn() }
            return smallerPieces(than: range) ?? stalled() ?? .ask
        case .refusedForm(let error):
            if isFirstPiece(range), rules.lessons.bodyBytesMax == nil { return wholeFromNowOn() }
            return stalled().map { _ in .fail(error) } ?? .ask
        case .renewed: return refusedUnread()
        case .failed(let cause, let error): return pause(cause, error, then: .ask)
        case .wrongDigest: return newSession()
        default: return newSession()
        }
    }

    private mutating func put(_ range: Range<Int64>, _ answer: UploadAnswer) -> UploadStep {
        hasSent = hasSent || !range.isEmpty
        hasTriedWhole = hasTriedWhole || range == 0..<size
        lastLength = range.upperBound - range.lowerBound
        switch answer {
        case .failed(let cause, let error): return pause(cause, error, then: .look)
        // Perhaps the session is gone because the blob is complete: an answer may have been lost on the way.
        case .unknownSession: return stalled() ?? .look
        case .renewed: return refusedUnread()
        case .badRange: return stalled() ?? .ask
        case .wrongDigest: return .verifySource
        case .tooLarge where !range.isEmpty: return smallerPieces(than: range) ?? newSession()
        case .refusedForm(let error): return .fail(error)
        default: return .fail(unexpected("the answer does not fit the request"))
        }
    }

    /// After a 401: it came before anything was taken, so a session that was empty is so still.
    private mutating func refusedUnread() -> UploadStep {
        if offset == 0 { hasSent = false }
        renewals += 1
        return renewals < Self.renewalsMax ? .ask : .fail(unexpected("it takes none of its own tokens"))
    }

    private mutating func sourceUnchanged() -> UploadStep {
        guard !hasRetriedDigest else {
            return .fail(unexpected("the bytes arrive damaged, twice"))
        }
        hasRetriedDigest = true
        return newSession()
    }

    // MARK: Steps

    private mutating func next() -> UploadStep {
        guard location != nil else { return .open }
        let part = rules.nextPart(from: offset, of: size)
        return part.isWhole || part.range.isEmpty ? .put(part.range) : .patch(part.range)
    }

    private mutating func newSession() -> UploadStep {
        if let location { abandoned.append(location) }
        location = nil
        offset = 0
        furthest = 0
        resumedFrom = nil
        isOfEarlierRun = false
        sessions += 1
        guard sessions < Self.sessionsMax else { return .fail(unexpected("it loses what it was sent, each time")) }
        return .open
    }

    /// A new session, after a broken connection of which nothing remained: perhaps the body was too long for somebody on
    /// the way, whose answer was lost with the connection. The next bodies are half as long.
    private mutating func lostSession() -> UploadStep {
        if failures > 0, let length = lastLength, length / 2 >= ChunkRules.smallestPiece {
            rules.wholeBytesMax = 0
            rules.pieceBytes = min(rules.pieceBytes, length / 2)
        }
        return newSession()
    }

    private mutating func pause(_ cause: RetryCause, _ error: RegistryError, then step: UploadStep) -> UploadStep {
        failures += 1
        afterPause = step
        return .pause(cause, failures: failures, error)
    }

    /// Begins to count anew when the session has come further than ever. Coming again to where it was is no progress: a
    /// registry that sends us back each time would be fed for ever.
    private mutating func noteProgress() {
        guard offset > furthest else { return }
        furthest = offset
        failures = 0
        stalls = 0
        renewals = 0
    }

    /// The end of the upload, when it has come no further for too long.
    private mutating func stalled() -> UploadStep? {
        stalls += 1
        return stalls < Self.stallsMax ? nil : .fail(unexpected("the upload comes no further"))
    }

    // MARK: Lessons

    private func isFirstPiece(_ range: Range<Int64>) -> Bool { range.lowerBound == 0 }

    private mutating func wholeFromNowOn() -> UploadStep {
        rules.lessons.isWholeOnly = true
        return newSession()
    }

    /// Halves the pieces; a failure when they are as small as they get.
    private mutating func smallerPieces(than range: Range<Int64>) -> UploadStep? {
        let half = (range.upperBound - range.lowerBound) / 2
        guard half >= ChunkRules.smallestPiece else {
            return .fail(
                .refused(
                    host: host, action: "take a blob", status: 413, codes: [],
                    reason: "not even \(range.upperBound - range.lowerBound) bytes at once"))
        }
        rules.lessons.bodyBytesMax = half
        return nil
    }

    private func unexpected(_ reason: String) -> RegistryError {
        .unexpectedAnswer(host: host, action: "take a blob", reason: reason)
    }
}
