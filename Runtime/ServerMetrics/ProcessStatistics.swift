/// What the system says about a process: the metrics that every Prometheus client has, under their usual names.
///
/// https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
///
/// What the system does not tell is nil, and left out of the text.
struct ProcessStatistics: Equatable {
    /// Processor time of all its threads, in user and system mode, in seconds.
    var cpuSeconds: Double?
    var residentMemoryBytes: Int?
    var virtualMemoryBytes: Int?
    var threads: Int?
    /// Seconds since 1970.
    var startTimeSeconds: Double?
    var openFiles: Int?
    /// Infinite when there is no limit.
    var openFilesMax: Double?

    /// What Linux says in files of /proc.
    /// - Parameters:
    ///   - stat: `/proc/PID/stat`, proc_pid_stat(5).
    ///   - systemStat: `/proc/stat`, of which the boot time is read.
    ///   - limits: `/proc/PID/limits`.
    ///   - ticksPerSecond: the unit of times in `stat`.
    ///   - pageBytes: the unit of the resident memory.
    init(
        stat: String?, systemStat: String?, limits: String?, openFiles: Int?, ticksPerSecond: Int, pageBytes: Int
    ) {
        self.openFiles = openFiles
        if let line = limits?.split(separator: "\n").first(where: { $0.hasPrefix("Max open files") }) {
            let soft = line.split(separator: " ").dropFirst(3).first
            openFilesMax = soft == "unlimited" ? .infinity : soft.flatMap { Double($0) }
        }
        // The second field is the program's name in parentheses, in which anything may stand.
        guard let stat, let end = stat.lastIndex(of: ")") else { return }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        func field(_ number: Int) -> Int? {  // as the manual numbers them
            fields.indices.contains(number - 3) ? Int(fields[number - 3]) : nil
        }
        if let user = field(14), let system = field(15) {
            cpuSeconds = Double(user + system) / Double(ticksPerSecond)
        }
        threads = field(20)
        virtualMemoryBytes = field(23)
        residentMemoryBytes = field(24).map { $0 * pageBytes }
        let boot = systemStat?.split(separator: "\n").first { $0.hasPrefix("btime ") }?.split(separator: " ").last
        if let ticks = field(22), let bootSeconds = boot.flatMap({ Double($0) }) {
            startTimeSeconds = bootSeconds + Double(ticks) / Double(ticksPerSecond)
        }
    }

    func write(to exposition: inout Exposition) {
        func write(_ name: String, _ help: String, _ value: Double?, kind: String = "gauge") {
            guard let value else { return }
            exposition.family(name, help: help, kind: kind)
            exposition.sample(name, [], value)
        }
        write(
            "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", cpuSeconds,
            kind: "counter")
        write("process_resident_memory_bytes", "Resident memory size in bytes.", residentMemoryBytes.map(Double.init))
        write("process_virtual_memory_bytes", "Virtual memory size in bytes.", virtualMemoryBytes.map(Double.init))
        write("process_open_fds", "Number of open file descriptors.", openFiles.map(Double.init))
        write("process_max_fds", "Maximum number of open file descriptors.", openFilesMax)
        write(
            "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", startTimeSeconds)
        write("process_threads", "Number of OS threads in the process.", threads.map(Double.init))
    }
}
