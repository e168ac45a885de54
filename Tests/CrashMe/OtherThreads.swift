import CrashReport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Crashes that happen on threads of our own.
enum OtherThreads {
    @inline(never)
    static func overflow() {
        let thread = start { _ in
            chassis_crash_report_add_thread()
            print(Recursion.descend(1))
            return nil
        }
        pthread_join(thread, nil)
    }

    /// Two threads, and the calling one, crash as soon as all of them are there.
    @inline(never)
    static func crashTogether() {
        var barrier = pthread_barrier_t()
        pthread_barrier_init(&barrier, nil, 3)
        withUnsafeMutablePointer(to: &barrier) { barrier in
            for _ in 0..<2 {
                _ = start(with: barrier) { context in
                    chassis_crash_report_add_thread()
                    if let context { pthread_barrier_wait(context.assumingMemoryBound(to: pthread_barrier_t.self)) }
                    Pointers.write(to: 16)
                    return nil
                }
            }
            pthread_barrier_wait(barrier)
            Pointers.write(to: 16)
        }
    }

    static func startIdle() {
        _ = start { _ in
            pause()
            return nil
        }
    }

    private static func start(
        with context: UnsafeMutableRawPointer? = nil,
        _ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    ) -> pthread_t {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, body, context)
        guard code == 0 else { exit(code) }
        return thread
    }
}
