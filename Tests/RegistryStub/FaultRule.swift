/// Faults, and the requests that they happen to.
struct FaultRule {
    /// Nil: all routes.
    let route: RegistryStub.Route?
    let calls: ClosedRange<Int>
    let text: String
    let faults: [RegistryStub.Fault]
    private var seen = 0

    init(route: RegistryStub.Route?, calls: ClosedRange<Int>, text: String, faults: [RegistryStub.Fault]) {
        (self.route, self.calls, self.text, self.faults) = (route, calls, text, faults)
    }

    /// The faults that happen to this request, which counts if it is of the route and has the text.
    mutating func faults(for request: Request) -> [RegistryStub.Fault] {
        guard request.route == route ?? request.route, text.isEmpty || request.uri.contains(text) else { return [] }
        seen += 1
        return calls.contains(seen) ? faults : []
    }
}
