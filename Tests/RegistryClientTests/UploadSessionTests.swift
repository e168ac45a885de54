import NIOHTTP1
import Testing

@testable import RegistryClient

/// The course of an upload, as tables of what is answered and what follows.
struct UploadSessionTests {
    static let mib: Int64 = 1 << 20
    static let size = 10 * mib
    static let failure = RegistryError.unreachable(host: "h", tries: 1, reason: "reset")
    static let at = RegistryURL(origin: Origin(scheme: .https, host: "h"), path: "/u/1")
    static let next = RegistryURL(origin: Origin(scheme: .https, host: "h"), path: "/u/2")

    /// A session in pieces of 4 MiB that was opened.
    static func pieces(size: Int64 = size) -> (UploadSession, UploadStep) {
        var session = UploadSession(
            size: size, rules: ChunkRules(wholeBytesMax: mib, pieceBytes: 4 * mib), host: "h")
        let step = session.take(.opened(at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        return (session, step)
    }

    static func whole() -> (UploadSession, UploadStep) {
        var session = UploadSession(
            size: size, rules: ChunkRules(wholeBytesMax: 100 * mib, pieceBytes: 4 * mib), host: "h")
        let step = session.take(.opened(at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        return (session, step)
    }

    @Test func `a small blob goes whole, a large one in pieces, and the end of pieces is an empty PUT`() {
        #expect(Self.whole().1 == .put(0..<Self.size))
        var (session, step) = Self.pieces()
        var ranges: [Range<Int64>] = []
        while case .patch(let range) = step {
            ranges.append(range)
            step = session.take(.accepted(Self.next, end: range.upperBound - 1), to: step)
        }
        #expect(ranges == [0..<4 * Self.mib, 4 * Self.mib..<8 * Self.mib, 8 * Self.mib..<Self.size])
        #expect(step == .put(Self.size..<Self.size))
        #expect(session.location == Self.next)
        #expect(session.take(.committed, to: step) == .finish)
    }

    @Test func `an empty blob is a PUT without bytes`() {
        let (_, step) = Self.pieces(size: 0)
        #expect(step == .put(0..<0))
    }

    @Test func `sizes beyond 32 bits are counted`() {
        let huge: Int64 = 9 << 30
        var (session, step) = Self.pieces(size: huge)
        step = session.take(.accepted(nil, end: 5 << 30), to: .patch(0..<6 << 30))
        #expect(step == .patch((5 << 30) + 1..<(5 << 30) + 1 + 4 * Self.mib))
    }

    @Test func `the next piece begins where the registry says, and behind what was sent when it says nothing`() {
        var (session, step) = Self.pieces()
        step = session.take(.accepted(nil, end: 999), to: step)
        #expect(step == .patch(1000..<1000 + 4 * Self.mib))
        step = session.take(.accepted(nil, end: nil), to: step)
        #expect(step == .patch(1000 + 4 * Self.mib..<1000 + 8 * Self.mib))
        #expect(session.location == Self.at)
    }

    @Test func `a registry that claims more than it was sent gets a new session`() {
        var (session, step) = Self.pieces()
        #expect(session.take(.accepted(nil, end: Self.size), to: step) == .open)
        #expect(session.abandoned == [Self.at])
        (session, step) = Self.pieces()
        _ = session.take(.failed(.dropped(reason: ""), Self.failure), to: step)
        #expect(session.take(.status(nil, end: Self.size), to: .ask) == .open)
    }

    @Test func `a registry that takes nothing is not fed for ever`() {
        var (session, step) = Self.pieces()
        var steps = 0
        while step != .fail(.unexpectedAnswer(host: "h", action: "take a blob", reason: "the upload comes no further"))
        {
            step =
                step == .ask
                ? session.take(.status(nil, end: 99), to: step) : session.take(.accepted(nil, end: 99), to: step)
            steps += 1
            guard steps < 20 else { break }
        }
        #expect(steps < 20)
    }

    @Test func `after a broken connection the registry is asked, and gets what it lacks`() {
        var (session, step) = Self.pieces()
        step = session.take(.accepted(Self.next, end: 4 * Self.mib - 1), to: step)
        let pause = session.take(.failed(.dropped(reason: "reset"), Self.failure), to: step)
        #expect(pause == .pause(.dropped(reason: "reset"), failures: 1, Self.failure))
        #expect(session.take(.rested, to: pause) == .ask)
        #expect(session.take(.status(Self.at, end: 5 * Self.mib - 1), to: .ask) == .patch(5 * Self.mib..<9 * Self.mib))
        #expect(session.location == Self.at)
    }

    @Test func `failures are counted until there is progress`() {
        var (session, step) = Self.pieces()
        step = session.take(.accepted(nil, end: 99), to: step)
        for failures in 1...3 {
            let pause = session.take(.failed(.dropped(reason: ""), Self.failure), to: step)
            #expect(pause == .pause(.dropped(reason: ""), failures: failures, Self.failure))
            step = session.take(.status(nil, end: 99), to: session.take(.rested, to: pause))
        }
        step = session.take(.accepted(nil, end: nil), to: step)
        let pause = session.take(.failed(.dropped(reason: ""), Self.failure), to: step)
        #expect(pause == .pause(.dropped(reason: ""), failures: 1, Self.failure))
    }

    @Test func `a session that is gone, or empty after bytes were sent, is begun anew at byte 0`() {
        for answer in [UploadAnswer.unknownSession, .status(nil, end: 0), .status(nil, end: nil)] {
            var (session, step) = Self.pieces()
            step = session.take(.accepted(nil, end: nil), to: step)
            step = session.take(.rested, to: session.take(.failed(.dropped(reason: ""), Self.failure), to: step))
            #expect(session.take(answer, to: step) == .open)
            #expect(session.offset == 0)
            step = session.take(.opened(Self.next, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
            #expect(step == .patch(0..<2 * Self.mib))  // smaller, since nothing remained of the last one
        }
    }

    @Test func `sessions are not begun for ever`() {
        var (session, _) = Self.pieces()
        for _ in 1..<UploadSession.sessionsMax {
            #expect(session.take(.unknownSession, to: .patch(0..<1)) == .open)
            _ = session.take(.opened(Self.at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        }
        guard case .fail = session.take(.unknownSession, to: .patch(0..<1)) else {
            Issue.record("a further session")
            return
        }
    }

    @Test func `a PUT that failed is looked for before it is tried again`() {
        var (session, step) = Self.whole()
        let pause = session.take(.failed(.status(500, after: nil), Self.failure), to: step)
        step = session.take(.rested, to: pause)
        #expect(step == .look)
        var other = session
        #expect(other.take(.found(true), to: step) == .finish)
        #expect(session.take(.found(false), to: step) == .ask)
        #expect(session.take(.status(nil, end: 999), to: .ask) == .put(1000..<Self.size))
    }

    @Test func `a PUT to a session that is gone may have been the second one`() {
        var (session, step) = Self.whole()
        #expect(session.take(.unknownSession, to: step) == .look)
    }

    @Test func `after a 401 the offset is asked for, and an empty session is used further`() {
        var (session, step) = Self.whole()
        step = session.take(.renewed, to: step)
        #expect(step == .ask)
        #expect(session.take(.status(nil, end: 0), to: step) == .put(0..<Self.size))
        (session, step) = Self.pieces()
        step = session.take(.accepted(nil, end: nil), to: step)
        #expect(session.take(.renewed, to: step) == .ask)
        #expect(session.take(.status(nil, end: 6 * Self.mib - 1), to: .ask) == .patch(6 * Self.mib..<Self.size))
    }

    @Test func `a 401 again and again ends the upload, and says what was wrong`() {
        var (session, step) = Self.whole()
        for _ in 1..<UploadSession.renewalsMax {
            #expect(session.take(.renewed, to: step) == .ask)
            step = session.take(.status(nil, end: 0), to: .ask)
            #expect(step == .put(0..<Self.size))
        }
        let reason = "it takes none of its own tokens"
        #expect(
            session.take(.renewed, to: step)
                == .fail(.unexpectedAnswer(host: "h", action: "take a blob", reason: reason)))
    }

    @Test func `tokens that end, answers that bring nothing and failures have counts of their own`() {
        var (session, step) = Self.pieces()
        step = session.take(.accepted(nil, end: 99), to: step)
        for _ in 1..<UploadSession.renewalsMax {
            #expect(session.take(.renewed, to: step) == .ask)
            step = session.take(.status(nil, end: 99), to: .ask)
        }
        for _ in 1..<UploadSession.stallsMax {
            #expect(session.take(.accepted(nil, end: 99), to: step) == .ask)
            step = session.take(.status(nil, end: 99), to: .ask)
        }
        for failures in 1...5 {
            let pause = session.take(.failed(.dropped(reason: ""), Self.failure), to: step)
            #expect(pause == .pause(.dropped(reason: ""), failures: failures, Self.failure))
            step = session.take(.status(nil, end: 99), to: session.take(.rested, to: pause))
        }
        #expect(step == .patch(100..<100 + 4 * Self.mib))
        // All begin anew when it has come further.
        step = session.take(.accepted(nil, end: 199), to: step)
        #expect(session.take(.renewed, to: step) == .ask)
        #expect(session.take(.accepted(nil, end: 199), to: .patch(200..<300)) == .ask)
        let pause = session.take(.failed(.dropped(reason: ""), Self.failure), to: step)
        #expect(pause == .pause(.dropped(reason: ""), failures: 1, Self.failure))
    }

    @Test func `a registry that sends us back each time is not fed for ever`() {
        var (session, step) = Self.pieces()
        step = session.take(.accepted(nil, end: nil), to: step)
        var pieces = 0
        while case .patch(let range) = step, pieces < 20 {
            pieces += 1
            step =
                range.lowerBound == 100
                ? session.take(.accepted(nil, end: 4 * Self.mib - 1), to: step)
                : session.take(.badRange(nil, end: 99), to: step)
        }
        #expect(
            step == .fail(.unexpectedAnswer(host: "h", action: "take a blob", reason: "the upload comes no further")))
    }

    @Test func `after 416 the registry's Range counts, or the question for it`() {
        var (session, step) = Self.pieces()
        step = session.take(.accepted(nil, end: nil), to: step)
        var other = session
        #expect(other.take(.badRange(Self.next, end: Self.mib - 1), to: step) == .patch(Self.mib..<5 * Self.mib))
        #expect(other.location == Self.next)
        #expect(session.take(.badRange(nil, end: nil), to: step) == .ask)
        #expect(session.take(.unknownSession, to: .ask) == .open)
    }

    @Test(arguments: [
        UploadAnswer.badRange(nil, end: nil), .tooLarge, .refusedForm(failure),
    ])
    func `a first piece that is refused teaches that the host wants blobs whole`(answer: UploadAnswer) {
        var (session, step) = Self.pieces()
        #expect(session.take(answer, to: step) == .open)
        #expect(session.rules.lessons.isWholeOnly)
        step = session.take(.opened(Self.next, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        #expect(step == .put(0..<Self.size))
    }

    @Test func `a whole blob that is too large is cut, and cut again`() {
        var (session, step) = Self.whole()
        #expect(session.take(.tooLarge, to: step) == .open)
        step = session.take(.opened(Self.at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        #expect(step == .patch(0..<4 * Self.mib))
        #expect(session.take(.tooLarge, to: step) == .ask)
        step = session.take(.status(nil, end: 0), to: .ask)
        if step == .open { step = session.take(.opened(Self.at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open) }
        #expect(step == .patch(0..<2 * Self.mib))
        #expect(session.rules.lessons.bodyBytesMax == 2 * Self.mib)
    }

    @Test func `where a whole blob broke off without a trace, smaller bodies are tried, and never the whole again`() {
        var (session, step) = Self.whole()
        step = session.take(.rested, to: session.take(.failed(.dropped(reason: ""), Self.failure), to: step))
        #expect(session.take(.found(false), to: step) == .ask)
        #expect(session.take(.status(nil, end: 0), to: .ask) == .open)
        step = session.take(.opened(Self.at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        #expect(step == .patch(0..<4 * Self.mib))
        #expect(session.take(.tooLarge, to: step) == .ask)
        #expect(!session.rules.lessons.isWholeOnly)
        #expect(session.rules.lessons.bodyBytesMax == 2 * Self.mib)
    }

    @Test func `where not even a mebibyte is taken, that is the answer`() {
        var session = UploadSession(
            size: Self.mib, rules: ChunkRules(wholeBytesMax: Self.mib, pieceBytes: Self.mib), host: "h")
        let step = session.take(.opened(Self.at, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        guard case .fail(.refused(_, _, 413, _, _)) = session.take(.tooLarge, to: step) else {
            Issue.record("no failure")
            return
        }
    }

    @Test func `the registry's wishes about pieces are obeyed`() {
        var rules = ChunkRules(wholeBytesMax: Self.mib, pieceBytes: 4 * Self.mib, pieceBytesMin: 6 * Self.mib)
        #expect(rules.nextPart(from: 0, of: Self.size).range == 0..<6 * Self.mib)
        rules.pieceBytesMax = 2 * Self.mib
        rules.pieceBytesMin = nil
        #expect(rules.nextPart(from: 9 * Self.mib, of: Self.size).range == 9 * Self.mib..<Self.size)
        #expect(rules.nextPart(from: 0, of: Self.size).range == 0..<2 * Self.mib)
    }

    @Test(arguments: [
        ("ghcr.io", true), ("gcr.io", true), ("eu.gcr.io", true), ("europe-docker.pkg.dev", true),
        ("1.dkr.ecr.eu-west-1.amazonaws.com", true), ("docker.io", false), ("localhost:5000", false),
    ])
    func `hosts that are known to take no pieces get none`(host: String, isWholeOnly: Bool) {
        let rules = ChunkRules(wholeBytesMax: 1, pieceBytes: 1, lessons: .known(of: host))
        #expect(rules.cuts(Self.size) == !isWholeOnly)
    }

    @Test func `wrong bytes are looked at in the file, and sent once more when it is right`() {
        var (session, step) = Self.whole()
        #expect(session.take(.wrongDigest(Self.failure), to: step) == .verifySource)
        #expect(session.take(.sourceUnchanged, to: .verifySource) == .open)
        step = session.take(.opened(Self.next, pieceBytesMin: nil, pieceBytesMax: nil), to: .open)
        #expect(session.take(.wrongDigest(Self.failure), to: step) == .verifySource)
        guard case .fail = session.take(.sourceUnchanged, to: .verifySource) else {
            Issue.record("a third time")
            return
        }
    }

    @Test func `an upload of an earlier run is asked about first, and its offset is the registry's`() {
        let rules = ChunkRules(wholeBytesMax: Self.mib, pieceBytes: 4 * Self.mib)
        var session = UploadSession(size: Self.size, rules: rules, host: "h", saved: (Self.at, 4 * Self.mib))
        #expect(session.firstStep == .ask)
        #expect(session.take(.status(nil, end: 7 * Self.mib - 1), to: .ask) == .patch(7 * Self.mib..<Self.size))
        #expect(session.resumedFrom == 7 * Self.mib)
        session = UploadSession(size: Self.size, rules: rules, host: "h", saved: (Self.at, 4 * Self.mib))
        #expect(session.take(.status(nil, end: Self.size - 1), to: .ask) == .put(Self.size..<Self.size))
        session = UploadSession(size: Self.size, rules: rules, host: "h", saved: (Self.at, 4 * Self.mib))
        #expect(session.take(.unknownSession, to: .ask) == .open)
        #expect(session.resumedFrom == nil)
    }

    @Test func `what was learned from a drop within one run is no resumption`() {
        var (session, step) = Self.pieces()
        step = session.take(.rested, to: session.take(.failed(.dropped(reason: ""), Self.failure), to: step))
        _ = session.take(.status(nil, end: 99), to: step)
        #expect(session.resumedFrom == nil)
    }
}

/// What answers mean, status by status.
struct UploadReplyTests {
    static func reply(_ status: Int, _ headers: HTTPHeaders = [:], body: String = "") -> UploadReply {
        let origin = Origin(scheme: .https, host: "registry.example")
        return UploadReply(
            status: status, headers: headers, body: ErrorBody(Array(body.utf8)),
            url: RegistryURL(origin: origin, path: "/v2/x/blobs/uploads/"),
            host: RegistryHost(name: "registry.example", origin: origin), retryAfter: nil)
    }

    @Test(arguments: [200, 201, 202, 204]) func `a piece is taken with any of these`(status: Int) throws {
        let answer = try Self.reply(status, ["Range": "0-99", "Location": "/u/2"]).patching()
        #expect(answer == .accepted(RegistryURL(parsing: "https://registry.example/u/2"), end: 99))
        #expect(try Self.reply(status).patching() == .accepted(nil, end: nil))
    }

    @Test func `refusals of a piece are told apart`() throws {
        #expect(try Self.reply(416, ["Range": "0-9"]).patching() == .badRange(nil, end: 9))
        #expect(try Self.reply(404).patching() == .unknownSession)
        #expect(try Self.reply(413).patching() == .tooLarge)
        #expect(try Self.reply(401).patching() == .renewed)
        guard case .failed(.status(503, nil), _) = try Self.reply(503).patching() else {
            Issue.record("503")
            return
        }
        for status in [400, 405, 411, 501] {
            guard case .refusedForm = try Self.reply(status).patching() else {
                Issue.record("\(status)")
                return
            }
        }
        guard case .refused = try Self.reply(403).patching() else {
            Issue.record("403")
            return
        }
    }

    @Test(arguments: [200, 201, 204]) func `a blob is complete with any of these`(status: Int) throws {
        #expect(try Self.reply(status).committing("d") == .committed)
    }

    @Test func `refusals of a blob are told apart`() throws {
        let wrong = Self.reply(400, body: #"{"errors":[{"code":"DIGEST_INVALID"}]}"#)
        #expect(try wrong.committing("d") == .wrongDigest(wrong.error("take a blob")))
        #expect(try Self.reply(404).committing("d") == .unknownSession)
        #expect(try Self.reply(413).committing("d") == .tooLarge)
        guard case .refusedForm = try Self.reply(400).committing("d") else {
            Issue.record("400")
            return
        }
    }

    @Test func `a session needs an address`() {
        #expect(throws: RegistryError.self) { try Self.reply(202).opening() }
    }

    @Test(arguments: ["http://registry.example/u", "https://169.254.169.254/u", "https://localhost/u"])
    func `an upload is not sent out of TLS, or into this network`(location: String) {
        #expect(throws: RegistryError.self) { try Self.reply(202, ["Location": location]).opening() }
    }
}
