/// Requests whose items wait to be handed to the model in batches, first come first served.
///
/// It decides and nothing else: what is in a batch, when one is due, and whose items still count. Time is told to it.
struct BatchLine<Input: Sendable, Output: Sendable> {
    /// A request with its items, and what is known about them. Whoever has the line may read and change it.
    final class Request: @unchecked Sendable {  // guarded by the lock around the line
        let inputs: [Input]
        let arrival: ContinuousClock.Instant
        /// An answer an item; nil for those without one.
        var results: [Result<Output, ItemFailure>?]
        /// Calls once, when every item has its answer or nobody waits for them any more.
        var caller: UnsafeContinuation<[Result<Output, ItemFailure>], Never>?
        /// The batches that hold items of it.
        var batches: [Batch] = []

        fileprivate var ticket: ArrivalQueue<Request>.Ticket?
        fileprivate var handedOutCount = 0
        fileprivate var answeredCount = 0
        fileprivate(set) var isOver = false

        init(_ inputs: [Input], arrival: ContinuousClock.Instant) {
            self.inputs = inputs
            self.arrival = arrival
            results = Array(repeating: nil, count: inputs.count)
        }
    }

    /// Items of several requests that are given to the model in one call.
    final class Batch: @unchecked Sendable {  // guarded by the lock around the line
        /// Where each item belongs.
        fileprivate(set) var members: [(request: Request, position: Int)] = []
        /// The task that runs the batch.
        var task: Task<Void, Never>?
        /// Requests of which it holds items and that are not over.
        fileprivate var liveCount = 0

        var inputs: [Input] { members.map { $0.request.inputs[$0.position] } }

        /// Whether nobody waits for any of its items.
        var isUnwanted: Bool { !members.isEmpty && liveCount == 0 }
    }

    private let sizeMax: Int
    private let wait: Duration
    private var requests = ArrivalQueue<Request>()

    /// Items that are not in a batch yet.
    private(set) var itemCount = 0

    init(sizeMax: Int, wait: Duration) {
        self.sizeMax = sizeMax
        self.wait = wait
    }

    /// When a batch is due though it is not full; nil when nothing waits.
    var dueTime: ContinuousClock.Instant? { requests.first.map { $0.arrival + wait } }

    /// Whether a batch should begin at `now`.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard let dueTime else { return false }
        return itemCount >= sizeMax || dueTime <= now
    }

    /// Adds a request that has items and is not over.
    mutating func join(_ request: Request) {
        request.ticket = requests.append(request)
        itemCount += request.inputs.count
    }

    /// Moves the first items, as many as there are and fit, into `batch`; how many requests have all of theirs in
    /// batches now and no longer wait.
    mutating func fill(_ batch: Batch) -> Int {
        var leavingCount = 0
        while batch.members.count < sizeMax, let request = requests.first {
            let first = request.handedOutCount
            let end = min(request.inputs.count, first + sizeMax - batch.members.count)
            batch.members += (first..<end).map { (request, $0) }
            batch.liveCount += 1
            request.batches.append(batch)
            request.handedOutCount = end
            itemCount -= end - first
            guard end == request.inputs.count else { break }
            requests.popFirst()
            leavingCount += 1
        }
        return leavingCount
    }

    /// Notes the answers of a batch, in its order; the requests that are over because of them.
    mutating func answer(_ batch: Batch, with results: [Result<Output, ItemFailure>]) -> [Request] {
        var finished: [Request] = []
        for ((request, position), result) in zip(batch.members, results) where !request.isOver {
            request.results[position] = result
            request.answeredCount += 1
            guard request.answeredCount == request.inputs.count else { continue }
            request.isOver = true
            finished.append(request)
        }
        for (request, _) in batch.members { request.batches.removeAll { $0 === batch } }
        batch.members = []  // they refer to each other
        batch.task = nil
        return finished
    }

    /// Nobody waits for `request` any more: whether items of it had not been handed out, and the tasks of batches that
    /// nobody waits for now.
    mutating func drop(_ request: Request) -> (wasWaiting: Bool, unwanted: [Task<Void, Never>]) {
        guard !request.isOver else { return (false, []) }
        request.isOver = true
        for batch in request.batches { batch.liveCount -= 1 }
        let unwanted = request.batches.compactMap { $0.isUnwanted ? $0.task : nil }
        request.batches = []
        guard let ticket = request.ticket, requests.remove(ticket) != nil else { return (false, unwanted) }
        itemCount -= request.inputs.count - request.handedOutCount
        return (true, unwanted)
    }
}
