import Testing

@testable import ModelHost

@Suite struct BatchLineTests {
    private typealias Line = BatchLine<Int, String>

    private let start = ContinuousClock.now

    private func request(_ inputs: [Int], after wait: Duration = .zero) -> Line.Request {
        Line.Request(inputs, arrival: start + wait)
    }

    private func texts(_ request: Line.Request) -> [String?] { request.results.map { try? $0?.get() } }

    @Test func `a batch is due when it is full or its first item has waited`() {
        var line = Line(sizeMax: 3, wait: .seconds(10))
        #expect(line.dueTime == nil)
        #expect(!line.isDue(at: start + .seconds(99)))
        line.join(request([1, 2]))
        line.join(request([3, 4], after: .seconds(5)))
        #expect(line.dueTime == start + .seconds(10))
        #expect(line.isDue(at: start))
        let batch = Line.Batch()
        #expect(line.fill(batch) == 1)
        #expect(batch.inputs == [1, 2, 3])
        // The rest of the second request has waited since it came.
        #expect(line.itemCount == 1)
        #expect(line.dueTime == start + .seconds(15))
        #expect(!line.isDue(at: start + .seconds(14)))
        #expect(line.isDue(at: start + .seconds(15)))
    }

    @Test func `answers go where their items came from, in whatever order batches end`() {
        var line = Line(sizeMax: 2, wait: .zero)
        let (one, two) = (request([1, 2, 3]), request([4]))
        line.join(one)
        line.join(two)
        let (first, second) = (Line.Batch(), Line.Batch())
        #expect(line.fill(first) == 0)
        #expect(line.fill(second) == 2)
        #expect(line.fill(Line.Batch()) == 0)
        #expect(line.answer(second, with: [.success("3"), .success("4")]).map { $0 === two } == [true])
        #expect(texts(one) == [nil, nil, "3"])
        #expect(line.answer(first, with: [.success("1"), .success("2")]).map { $0 === one } == [true])
        #expect(texts(one) == ["1", "2", "3"])
        #expect(texts(two) == ["4"])
    }

    @Test func `a dropped request takes what is left of it along, and gets no more answers`() {
        var line = Line(sizeMax: 2, wait: .zero)
        let (one, two) = (request([1, 2, 3]), request([4]))
        line.join(one)
        line.join(two)
        let batch = Line.Batch()
        _ = line.fill(batch)
        #expect(!batch.isUnwanted)
        #expect(line.drop(one).wasWaiting)
        #expect(batch.isUnwanted)
        #expect(!line.drop(one).wasWaiting)
        #expect(line.itemCount == 1)
        #expect(line.answer(batch, with: [.success("1"), .success("2")]).isEmpty)
        #expect(texts(one) == [nil, nil, nil])
        let next = Line.Batch()
        #expect(line.fill(next) == 1)
        #expect(next.inputs == [4])
        #expect(!line.drop(two).wasWaiting)
        #expect(next.isUnwanted)
    }

    @Test func `nothing keeps a request or a batch alive that is over`() {
        weak var weakRequest: Line.Request?
        weak var weakBatch: Line.Batch?
        var line = Line(sizeMax: 1, wait: .zero)
        for isDropped in [false, true] {
            do {
                let request = request([1])
                let batch = Line.Batch()
                weakRequest = request
                weakBatch = batch
                line.join(request)
                _ = line.fill(batch)
                if isDropped { _ = line.drop(request) }
                _ = line.answer(batch, with: [.success("1")])
            }
            #expect(weakRequest == nil)
            #expect(weakBatch == nil)
        }
    }
}
