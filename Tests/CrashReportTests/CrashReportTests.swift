import Subprocess
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

#if os(Linux)
    @Suite(.timeLimit(.minutes(1))) struct CrashReportTests {
        /// Swift's traps are an illegal instruction on x86_64, a breakpoint on aarch64.
        #if arch(x86_64)
            private static let trap = SIGILL
        #else
            private static let trap = SIGTRAP
        #endif

        @Test(
            arguments: [
                ("precondition", trap, "predict"), ("index", trap, "label"), ("unwrap", trap, "unwrap"),
                ("fatalError", trap, "give"), ("nilPointer", SIGSEGV, "write"), ("divide", SIGFPE, "crash"),
                ("abort", SIGABRT, "abortInC"), ("copy", SIGSEGV, "copy"), ("noFunction", SIGSEGV, "callNothing"),
                ("doubleFree", SIGABRT, "freeTwice"), ("noDescriptors", SIGSEGV, "writeWithoutDescriptors"),
            ])
        func `a crash is reported with the function, and the process ends by its signal`(
            way: String, signal: Int32, function: String
        ) async throws {
            let run = try await CrashMeRun(way)
            #expect(run.status == .signaled(signal))
            #expect(run.names(function), "\(run.standardError)")
            #expect(run.names("crash"), "its caller: \(run.standardError)")
        }

        @Test func `names are those of the source, and the address is that of the linker`() async throws {
            let run = try await CrashMeRun("nilPointer")
            let frame = try #require(run.frames?.first)
            #expect(frame.contains(/^ {2}0 {2}(specialized )?static Pointers\.write\(to:\) \+ \d+ +at 0x[0-9a-f]{16}$/))
            #expect(run.title?.contains("SIGSEGV (access to the address 0x10), thread ") == true)
        }

        @Test(arguments: ["mainOverflow", "threadOverflow"])
        func `endless recursion is told as a full stack, in few lines`(way: String) async throws {
            let run = try await CrashMeRun(way)
            #expect(run.status == .signaled(SIGSEGV))
            #expect(run.title?.contains(": the stack is full)") == true)
            let frames = try #require(run.frames)
            #expect(frames.count < 25, "\(run.standardError)")
            #expect(frames.contains { $0.contains(/… the same \d{1,3},\d{3} times more$/) })
            #expect(run.names(way == "mainOverflow" ? "crash" : "overflow"), "who began it")
        }

        @Test func `functions that call each other without end are folded together`() async throws {
            let run = try await CrashMeRun("mutualOverflow")
            let frames = try #require(run.frames)
            #expect(frames.contains { $0.contains(/… the same 2 functions \d{1,3},\d{3} times more$/) })
            #expect(frames.count < 25, "\(run.standardError)")
        }

        @Test func `a backtrace has at most 64 frames, and tells that there are more`() async throws {
            let frames = try #require(try await CrashMeRun("deepNesting").frames)
            #expect(frames.count { $0.contains(" at 0x") } == 64)
            #expect(frames.contains("     … and more"))
        }

        @Test func `behind an await, those who wait are told`() async throws {
            let run = try await CrashMeRun("async")
            #expect(run.status == .signaled(Self.trap))
            let waiting = try #require(run.frames).filter { $0.contains(" (async)") }
            #expect(waiting.contains { $0.contains("step") }, "\(run.standardError)")
            #expect(waiting.contains { $0.contains("run") })
        }

        @Test func `threads that crash together make one report`() async throws {
            for _ in 0..<5 {
                let run = try await CrashMeRun("twoThreads")
                #expect(run.status == .signaled(SIGSEGV))
                #expect(run.names("write"), "\(run.standardError)")
            }
        }

        @Test func `a locked heap holds up names, not the report`() async throws {
            let run = try await CrashMeRun("lockedHeap")
            #expect(run.status == .signaled(SIGSEGV))
            #expect(run.names("crash"), "\(run.standardError)")
        }

        @Test func `a stack that has been written over still gives a report`() async throws {
            let run = try await CrashMeRun("smashedStack")
            #expect(run.status == .signaled(SIGSEGV))
            #expect(run.names("write"), "\(run.standardError)")
        }

        @Test func `a signal that is handled already is left alone, and so are all others`() async throws {
            let handled = try await CrashMeRun("handledBefore")
            #expect(handled.status == .exited(7))
            #expect(handled.standardError.isEmpty)
            #expect(try await CrashMeRun("pipe").standardOutput == "SIGPIPE is untouched\nno crash\n")
        }
    }
#endif
