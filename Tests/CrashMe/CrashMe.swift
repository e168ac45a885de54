import CrashReport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that crashes in the way that its argument names, for the tests of `CrashReport`.
@main
struct CrashMe {
    @MainActor
    static func main() async {
        guard let way = CommandLine.arguments.dropFirst().first.flatMap(Way.init(rawValue:)) else {
            print("usage: CrashMe \(Way.allCases.map(\.rawValue).joined(separator: "|"))")
            exit(64)
        }
        if way == .handledBefore { Pointers.handleCrashes() }
        chassis_crash_report_install()
        await way.crash()
        print("no crash")
    }
}
