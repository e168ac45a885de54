#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Crashes that need unsafe code.
enum Pointers {
    @inline(never)
    static func unwrap(_ value: Int?) {
        print(value.unsafelyChecked)
    }

    @inline(never)
    static func write(to address: UInt) {
        UnsafeMutablePointer<Int>(bitPattern: address)?.pointee = 1
    }

    @inline(never)
    static func abortInC() {
        abort()
    }

    /// Crashes in the C library, in a function without a frame.
    @inline(never)
    static func copy(to address: UInt, count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        guard let target = UnsafeMutableRawPointer(bitPattern: address) else { return }
        memmove(target, bytes, count)
        print("never")
    }

    @inline(never)
    static func callNothing() {
        let function = unsafeBitCast(UInt(16), to: (@convention(c) () -> Void).self)
        function()
        print("never")
    }

    /// Writes over the frames of the callers. The address goes through a number, so that the compiler cannot know what is
    /// written.
    @inline(never)
    static func smashStack() {
        var word: UInt = 0
        let address = withUnsafeMutablePointer(to: &word) { UInt(bitPattern: $0) }
        guard let stack = UnsafeMutableRawPointer(bitPattern: address) else { return }
        memset(stack, 0x55, 512)
        write(to: 16)
        print(word)
    }

    @inline(never)
    static func freeTwice() {
        let memory = realpath("/", nil)
        free(memory)
        free(memory)
        print("never")
    }

    /// Crashes inside malloc, which holds its lock then: the first page of a free block can no longer be read. The blocks are
    /// kept so that the compiler does not leave them out.
    @inline(never)
    static func crashInMalloc() {
        OtherThreads.startIdle()  // with one thread alone, malloc does not lock
        let kept = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1000)
        var block: UnsafeMutableRawPointer?
        guard posix_memalign(&block, 4096, 16384) == 0, malloc(100) != nil, let block else { return }
        // What the C library keeps for this thread alone it would hand out without the lock.
        for index in 0..<900 { kept[index] = malloc(16 + index % 64 * 16) }
        free(block)
        mprotect(block, 4096, PROT_NONE)
        for index in 900..<1000 { kept[index] = malloc(index * 10) }
        free(kept[CommandLine.arguments.count])
    }

    @inline(never)
    static func writeWithoutDescriptors() {
        while open("/dev/null", O_RDONLY) >= 0 {}
        write(to: 16)
    }

    static func handleCrashes() {
        signal(SIGSEGV) { _ in _exit(7) }
    }

    static func hasDefaultPipeSignal() -> Bool {
        var action = sigaction()
        sigaction(SIGPIPE, nil, &action)
        return action.__sigaction_handler.sa_handler == nil
    }
}

extension Optional where Wrapped == Int {
    /// Unwraps by force, as authors of models do.
    @inline(never)
    fileprivate var unsafelyChecked: Int {
        guard case .some(let value) = self else { preconditionFailure("unexpectedly found nil") }
        return value
    }
}
