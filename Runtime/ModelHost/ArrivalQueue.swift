/// Elements in the order in which they came, of which each can leave before its turn.
///
/// Adding and taking the first need constant time on average, leaving takes a binary search. An element that left is
/// released at once; the memory of its place follows when half the places are empty.
struct ArrivalQueue<Element> {
    /// Names an element for as long as the queue exists.
    struct Ticket: Equatable, Sendable {
        fileprivate let number: UInt64
    }

    private struct Place {
        let number: UInt64
        var element: Element?
    }

    /// Places by ascending number. Those before `head` are empty; the one at `head`, if there is one, is not.
    private var places: [Place] = []
    private var head = 0
    private var arrivalCount: UInt64 = 0

    /// The number of elements.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element that came before all others.
    var first: Element? { count == 0 ? nil : places[head].element }

    /// Adds an element as the last.
    @discardableResult
    mutating func append(_ element: Element) -> Ticket {
        let number = arrivalCount
        arrivalCount += 1
        places.append(Place(number: number, element: element))
        count += 1
        return Ticket(number: number)
    }

    /// Takes the first element.
    @discardableResult
    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        return take(at: head)
    }

    /// Takes the element with `ticket` wherever it stands; nil when it has left already.
    @discardableResult
    mutating func remove(_ ticket: Ticket) -> Element? {
        var low = head
        var high = places.count
        while low < high {
            let middle = low + (high - low) / 2
            if places[middle].number < ticket.number { low = middle + 1 } else { high = middle }
        }
        guard low < places.count, places[low].number == ticket.number, places[low].element != nil else { return nil }
        return take(at: low)
    }

    private mutating func take(at index: Int) -> Element? {
        let element = places[index].element
        places[index].element = nil
        count -= 1
        if count == 0 {
            places.removeAll(keepingCapacity: true)
            head = 0
            return element
        }
        while places[head].element == nil { head += 1 }
        if places.count >= 64, count < places.count / 2 {
            places.removeAll { $0.element == nil }
            head = 0
        }
        return element
    }
}
