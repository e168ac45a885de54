#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A way to crash. The functions below are not inlined, so that each has a symbol and a frame.
enum Way: String, CaseIterable {
    case precondition, index, unwrap, nilPointer, fatalError, abort, copy, noFunction, divide
    case mainOverflow, threadOverflow, mutualOverflow, deepNesting
    case async, twoThreads
    case smashedStack, doubleFree, lockedHeap
    case noDescriptors, handledBefore, pipe

    /// On the main actor, so that the stack is that of the main thread.
    @MainActor
    func crash() async {
        switch self {
        case .precondition: Network().predict([])
        case .index: Network().label(of: 12)
        case .unwrap: Pointers.unwrap(nil)
        case .nilPointer, .handledBefore: Pointers.write(to: 16)
        case .fatalError: Network().give(up: "no weights")
        case .abort: Pointers.abortInC()
        case .copy: Pointers.copy(to: 64, count: 100)
        case .noFunction: Pointers.callNothing()
        case .divide: raise(SIGFPE)
        case .mainOverflow: print(Recursion.descend(1))
        case .threadOverflow: OtherThreads.overflow()
        case .mutualOverflow: print(Recursion.ping(1))
        case .deepNesting: print(Recursion.nest(0))
        case .async: await Pipeline().run()
        case .twoThreads: OtherThreads.crashTogether()
        case .smashedStack: Pointers.smashStack()
        case .doubleFree: Pointers.freeTwice()
        case .lockedHeap: Pointers.crashInMalloc()
        case .noDescriptors: Pointers.writeWithoutDescriptors()
        case .pipe: print(Pointers.hasDefaultPipeSignal() ? "SIGPIPE is untouched" : "SIGPIPE has a handler")
        }
    }
}

struct Network {
    let labels = ["zero", "one"]

    @inline(never)
    func predict(_ pixels: [Float]) {
        precondition(pixels.count == 784, "an image has 784 pixels")
    }

    @inline(never)
    func label(of digit: Int) {
        let name = { (index: Int) in labels[index] }
        print(name(digit))
    }

    @inline(never)
    func give(up reason: String) {
        fatalError(reason)
    }
}

struct Pipeline {
    @inline(never)
    func run() async {
        await step(3)
        print("never")
    }

    @inline(never)
    func step(_ left: Int) async {
        await Task.yield()
        guard left > 0 else { return Network().predict([]) }
        await step(left - 1)
        print("never")
    }
}

enum Recursion {
    @inline(never)
    static func descend(_ value: Int) -> Int {
        value == 0 ? 0 : (descend(value &+ 1) &* value) ^ value
    }

    @inline(never)
    static func ping(_ value: Int) -> Int {
        value == 0 ? 0 : (pong(value &+ 1) &* value) ^ value
    }

    @inline(never)
    static func pong(_ value: Int) -> Int {
        value == 0 ? 0 : (ping(value &+ 1) &* value) ^ value
    }

    /// A recursion that no cycle describes: it goes on by one of two ways, in the order of the Thue–Morse sequence.
    @inline(never)
    static func nest(_ depth: Int) -> Int {
        guard depth < 300 else { return Network().labels[depth].count }
        return depth.nonzeroBitCount.isMultiple(of: 2) ? even(depth) ^ 1 : odd(depth) ^ depth
    }

    @inline(never)
    private static func even(_ depth: Int) -> Int {
        nest(depth + 1) &* 3
    }

    @inline(never)
    private static func odd(_ depth: Int) -> Int {
        nest(depth + 1) &* depth
    }
}
