import Testing

@testable import RegistryClient

struct RetryTests {
    /// 2015-10-21 07:28:00 UTC.
    static let now: Int64 = 1_445_412_480

    @Test(
        arguments: [
            ("120", 120), ("0", 0), (" 5 ", 5), ("3600", 3600),
            ("Wed, 21 Oct 2015 07:29:30 GMT", 90), ("Wednesday, 21-Oct-15 07:28:30 GMT", 30),
            ("Wed Oct 21 07:28:10 2015", 10), ("Wed Oct  1 07:28:10 2015", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("soon", nil), ("-5", nil), ("1.5", nil), ("", nil), ("Wed, 99 Oct 2015 07:28:00 GMT", nil),
            ("Wed, 21 Foo 2015 07:28:00 GMT", nil), ("Wed, 21 Oct 2015 25:28:00 GMT", nil), ("a b c d e", nil),
            ("99999999999999999999999", 100 * 365 * 86_400),
        ] as [(String, Int64?)])
    func `Retry-After is read in all its forms`(value: String, seconds: Int64?) {
        #expect(RetryAfter.parse(value, now: Self.now) == seconds.map { .seconds($0) })
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Sat, 28 Nov 2026 04:00:00 GMT", 1_795_838_400),
            ("Fri, 31 Dec 2100 23:59:59 GMT", 4_133_980_799),
        ] as [(String, Int64)])
    func `dates are counted as the calendar does`(date: String, seconds: Int64) {
        #expect(HTTPDate.parse(date) == seconds)
    }

    @Test(arguments: [408, 429, 499, 500, 502, 503, 504, 522, 524])
    func `a status that may pass is tried again`(status: Int) {
        #expect(RetryCause(status: status, after: nil) != nil)
    }

    @Test(arguments: [200, 301, 400, 401, 403, 404, 405, 413, 415, 416, 422, 501])
    func `a status that stays is not tried again`(status: Int) {
        #expect(RetryCause(status: status, after: nil) == nil)
    }

    @Test func `a certificate, a proxy's refusal and a broken file are not tried again`() {
        #expect(TransportError.untrusted(reason: "").retryCause == nil)
        #expect(TransportError.proxy(reason: "").retryCause == nil)
        #expect(TransportError.sourceEnded("/x").retryCause == nil)
        #expect(TransportError.dropped(reason: "").retryCause != nil)
    }

    @Test func `the delay is drawn from a range that doubles up to a limit`() {
        let policy = RetryPolicy(triesMax: 100)
        let longest = (1...8).map { policy.decide(.dropped(reason: ""), failures: $0, random: 1) }
        #expect(longest == [1, 2, 4, 8, 16, 30, 30, 30].map { .wait(.seconds($0)) })
        #expect(policy.decide(.dropped(reason: ""), failures: 3, random: 0.25) == .wait(.seconds(1)))
        #expect(policy.decide(.dropped(reason: ""), failures: 3, random: 0) == .wait(.zero))
    }

    @Test func `what the registry asks for is waited, and no more tries are made than six`() {
        let policy = RetryPolicy()
        #expect(policy.decide(.status(429, after: .seconds(7)), failures: 1, random: 0.5) == .wait(.seconds(7)))
        #expect(policy.decide(.status(503, after: .zero), failures: 1, random: 0.5) == .wait(.zero))
        #expect(policy.decide(.status(503, after: nil), failures: 6, random: 0.5) == .giveUp)
        #expect(policy.decide(.notConnected(reason: ""), failures: 3, random: 0.5) == .giveUp)
    }

    @Test func `a longer wait than five minutes is told instead of waited`() {
        let decision = RetryPolicy().decide(.status(429, after: .seconds(3600)), failures: 1, random: 0)
        #expect(decision == .asksTooLong(.seconds(3600)))
    }

    @Test func `waits at the same time are paid for once`() {
        let budget = RetryBudget(.seconds(10))
        #expect(budget.take(.seconds(6), now: .zero))
        #expect(budget.take(.seconds(6), now: .seconds(1)))  // one second more than is paid for
        #expect(budget.take(.seconds(3), now: .seconds(7)))
        #expect(!budget.take(.seconds(1), now: .seconds(10)))
    }

    @Test func `a closed gate keeps everybody, and opens at the latest time that was asked for`() async throws {
        let time = TestTime()
        let gate = HostGate(timing: time.timing)
        try await gate.pass()
        #expect(time.sleeps.isEmpty)
        gate.close(for: .seconds(9))
        gate.close(for: .seconds(2))
        try await gate.pass()
        #expect(time.now == .seconds(9))
        try await gate.pass()
        #expect(time.sleeps == [.seconds(9)])
    }
}
