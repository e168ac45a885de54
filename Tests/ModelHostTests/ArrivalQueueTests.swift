import Testing

@testable import ModelHost

@Suite struct ArrivalQueueTests {
    @Test func `elements come out in the order in which they went in`() {
        var queue = ArrivalQueue<Int>()
        #expect(queue.popFirst() == nil)
        #expect(queue.first == nil)
        for number in 0..<3 { queue.append(number) }
        #expect(queue.first == 0)
        #expect((0..<4).map { _ in queue.popFirst() } == [0, 1, 2, nil])
        queue.append(7)
        #expect(queue.first == 7)
        #expect(queue.count == 1)
    }

    @Test func `an element leaves once`() {
        var queue = ArrivalQueue<Int>()
        let tickets = (0..<4).map { queue.append($0) }
        #expect(queue.remove(tickets[2]) == 2)
        #expect(queue.remove(tickets[2]) == nil)
        #expect(queue.remove(tickets[0]) == 0)
        #expect(queue.popFirst() == 1)
        #expect(queue.remove(tickets[1]) == nil)
        #expect(queue.popFirst() == 3)
        #expect(queue.remove(tickets[3]) == nil)
        #expect(queue.isEmpty)
    }

    @Test func `whatever is added, taken and leaves, it stays an ordered list`() {
        var random = SeededGenerator(seed: 1)
        var queue = ArrivalQueue<Int>()
        var list: [Int] = []
        var tickets: [ArrivalQueue<Int>.Ticket] = []
        for step in 0..<20_000 {
            // It grows to hundreds and shrinks to none, several times.
            let isGrowing = (step / 1000).isMultiple(of: 2)
            switch Int.random(in: 0..<6, using: &random) {
            case 0..<(isGrowing ? 4 : 1):
                tickets.append(queue.append(tickets.count))
                list.append(tickets.count - 1)
            case 4 where !tickets.isEmpty:
                let number = Int.random(in: 0..<tickets.count, using: &random)
                let expected = list.contains(number) ? number : nil
                list.removeAll { $0 == number }
                #expect(queue.remove(tickets[number]) == expected)
            default:
                #expect(queue.popFirst() == list.first)
                list = Array(list.dropFirst())
            }
            #expect(queue.first == list.first)
            #expect(queue.count == list.count)
        }
    }

    @Test func `what left is released at once, behind one that stays`() {
        final class Element: Sendable {}
        var queue = ArrivalQueue<Element>()
        queue.append(Element())
        weak var last: Element?
        var ticket: ArrivalQueue<Element>.Ticket?
        do {
            let element = Element()
            last = element
            ticket = queue.append(element)
        }
        #expect(last != nil)
        if let ticket { queue.remove(ticket) }
        #expect(last == nil)
    }
}

/// Random numbers that are the same in every run: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
