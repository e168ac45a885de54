import Testing

@testable import ChassisServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ProcessEnvironmentTests {
    @Test func `every variable is what the C library says it is`() throws {
        let variables = ProcessEnvironment.variables()
        #expect(!variables.isEmpty)
        for (name, value) in variables {
            #expect(getenv(name).map { String(cString: $0) } == value)
        }
    }
}
