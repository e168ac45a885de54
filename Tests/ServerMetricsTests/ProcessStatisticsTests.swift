import Testing

@testable import ServerMetrics

@Suite struct ProcessStatisticsTests {
    private func statistics(stat: String? = nil, systemStat: String? = nil, limits: String? = nil)
        -> ProcessStatistics
    {
        ProcessStatistics(
            stat: stat, systemStat: systemStat, limits: limits, openFiles: nil, ticksPerSecond: 100, pageBytes: 4096)
    }

    /// The 52 fields, with a program's name that has what separates fields in it.
    private let stat =
        "4711 (a b) (c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0 20 0 6 0 12345 7000000 321 18446744073709551615 1 1 0 0\n"

    @Test func `the fields of stat are found behind any program name`() {
        let found = statistics(stat: stat, systemStat: "cpu 1 2\nbtime 1700000000\nprocesses 3\n")
        #expect(found.cpuSeconds == 1.75)
        #expect(found.threads == 6)
        #expect(found.virtualMemoryBytes == 7_000_000)
        #expect(found.residentMemoryBytes == 321 * 4096)
        #expect(found.startTimeSeconds == 1_700_000_123.45)
    }

    @Test func `what the system does not tell is left out`() {
        for stat in [nil, "", "4711 (a) S 1", "()"] {
            let found = statistics(stat: stat, systemStat: "btime x", limits: "Max open files")
            var exposition = Exposition()
            found.write(to: &exposition)
            #expect(exposition.bytes.isEmpty)
        }
        #expect(statistics(stat: stat).startTimeSeconds == nil)
    }

    @Test func `the limit of open files is the soft one, and may be none`() {
        let lines = "Limit   Soft Limit  Hard Limit  Units\nMax open files            1024        4096         files\n"
        #expect(statistics(limits: lines).openFilesMax == 1024)
        #expect(statistics(limits: "Max open files  unlimited  unlimited  files").openFilesMax == .infinity)
    }

    #if os(Linux)
        @Test func `this process has all of them`() throws {
            let found = ProcessStatistics.ofThisProcess()
            #expect(try #require(found.cpuSeconds) > 0)
            #expect(try #require(found.residentMemoryBytes) > 1 << 20)
            #expect(try #require(found.virtualMemoryBytes) > (try #require(found.residentMemoryBytes)))
            #expect(try #require(found.openFiles) >= 3)
            #expect(try #require(found.openFilesMax) >= 3)
            #expect(try #require(found.threads) >= 1)
            #expect(try #require(found.startTimeSeconds) > 1_700_000_000)
            let text = String(decoding: MetricRegistry().exposition(), as: UTF8.self)
            let names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
                $0.split(separator: " ").first
            }
            #expect(
                names == [
                    "process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
                    "process_open_fds", "process_max_fds", "process_start_time_seconds", "process_threads",
                ])
        }
    #endif
}
