import ModelHost
import RPCServer
import Testing

@testable import OMIService

@Suite struct SettingsTests {
    private static func settings(_ variables: [String: String]) throws -> OMISettings {
        try OMISettings(RuntimeEnvironment(variables: variables))
    }

    @Test func `without variables it is as the table says`() throws {
        let settings = try Self.settings([:])
        let limits = settings.limits
        func text(_ isOn: Bool) -> String { isOn ? "on" : "off" }
        func seconds(_ duration: Duration?) -> String { (duration?.components.seconds).map { "\($0)" } ?? "0" }
        let defaults = [
            "PSC_MODEL_PORT": "\(settings.port)", "METRICS_PORT": settings.metricsPort.map { "\($0)" } ?? "none",
            "OMI_MAX_MESSAGE_BYTES": "\(limits.messageBytes)",
            "OMI_MAX_HELD_BYTES": "\(limits.heldBytes / limits.messageBytes) × OMI_MAX_MESSAGE_BYTES",
            "OMI_MAX_CONNECTIONS": "\(limits.connections)", "OMI_MAX_CALLS": "\(limits.callsPerConnection)",
            "OMI_MAX_HEADER_BYTES": "\(limits.headerBytes)", "OMI_HEADER_TIMEOUT": seconds(limits.prefaceTimeout),
            "OMI_READ_TIMEOUT": seconds(limits.receiveTimeout), "OMI_WRITE_TIMEOUT": seconds(limits.sendTimeout),
            "OMI_IDLE_TIMEOUT": seconds(limits.idleTimeout), "OMI_KEEPALIVE_TIME": seconds(limits.keepaliveTime),
            "OMI_KEEPALIVE_TIMEOUT": seconds(limits.keepaliveTimeout),
            "OMI_COMPRESSION": text(limits.compressesAnswers), "OMI_ALLOW_SHUTDOWN": text(settings.allowsShutdown),
            "LOG_REQUESTS": text(settings.logsRequests),
        ]
        let documented = Dictionary(
            uniqueKeysWithValues: OMIServer.documentedVariables.map { ($0.name, $0.defaultValue) })
        #expect(documented == defaults)
    }

    @Test func `each variable of the table is read: another value makes other settings`() throws {
        let usual = String(describing: try Self.settings([:]))
        for variable in OMIServer.documentedVariables {
            let isOther = ["7777", "on", "off"].contains { value in
                guard let settings = try? Self.settings([variable.name: value]) else { return false }
                return String(describing: settings) != usual
            }
            #expect(isOther, "\(variable.name)")
        }
    }

    @Test(arguments: OMIServer.documentedVariables.map(\.name))
    func `no variable takes any text`(name: String) {
        #expect(throws: RuntimeEnvironmentError.self) { try Self.settings([name: "many"]) }
        #expect(throws: RuntimeEnvironmentError.self) { try Self.settings([name: "-1"]) }
    }

    @Test func `zero seconds are no limit where that makes sense`() throws {
        let limits = try Self.settings(["OMI_IDLE_TIMEOUT": "0", "OMI_KEEPALIVE_TIME": "0"]).limits
        #expect(limits.idleTimeout == nil)
        #expect(limits.keepaliveTime == nil)
    }

    @Test(arguments: [
        (HostUnavailable.loading, RPCStatus.Code.unavailable), (.loadFailed("x"), .unavailable),
        (.draining, .unavailable), (.busy(queueLength: 5), .resourceExhausted),
        (.timedOut(.seconds(1)), .deadlineExceeded),
    ])
    func `each reason of the host has its status`(reason: HostUnavailable, code: RPCStatus.Code) {
        #expect(RPCStatus(reason).code == code)
        #expect(RPCStatus(reason).message == reason.description)
    }
}
