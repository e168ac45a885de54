import SystemPackage
import Testing

@testable import SharedLibraries

struct SystemFilesTests {
    @Test func `a name is one of two`() throws {
        #expect(try SystemFiles(named: "tzdata") == .timeZones)
        #expect(try SystemFiles(named: "ca-certificates") == .certificates)
        let error = #expect(throws: SystemFilesError.unknown("certs")) { try SystemFiles(named: "certs") }
        #expect(error?.diagnostics.first?.remedies == ["write ca-certificates or tzdata"])
    }

    @Test(arguments: SystemFiles.allCases)
    func `what is not there is told with its package`(files: SystemFiles) async throws {
        try await FakeSystem.with { system in
            let error = #expect(throws: SystemFilesError.self) { try files.files(in: system.root) }
            #expect(error?.diagnostics.first?.remedies.first?.contains("apt-get install \(files.rawValue)`") == true)
        }
    }

    @Test func `certificates have one place in an image, wherever the machine has them`() async throws {
        try await FakeSystem.with { system in
            try system.add("/etc/pki/ca-trust/bundle.pem", [1])
            try system.link("/etc/pki/tls/certs/ca-bundle.crt", to: "/etc/pki/ca-trust/bundle.pem")
            let files = { try SystemFiles.certificates.files(in: system.root).map(system.describe) }
            #expect(try files() == ["etc/ssl/certs/ca-certificates.crt ← etc/pki/ca-trust/bundle.pem"])
            try system.add("/etc/ssl/certs/ca-certificates.crt", [2])
            #expect(try files() == ["etc/ssl/certs/ca-certificates.crt"])
        }
    }

    @Test func `time zones come once, each as a plain file`() async throws {
        try await FakeSystem.with { system in
            for name in ["Europe/Berlin", "Etc/UTC", "zone.tab", "posix/Etc/UTC", "right/Etc/UTC", "Africa/right"] {
                try system.add(FilePath("/usr/share/zoneinfo").pushing(FilePath(name)), [1])
            }
            try system.link("/usr/share/zoneinfo/UTC", to: "Etc/UTC")
            try system.link("/usr/share/zoneinfo/localtime", to: "/etc/localtime")
            try system.link("/usr/share/zoneinfo/again", to: ".")
            #expect(
                try SystemFiles.timeZones.files(in: system.root).map(system.describe).map {
                    $0.replacing("usr/share/zoneinfo/", with: "")
                }
                    == ["Africa/right", "Etc/UTC", "Europe/Berlin", "UTC ← Etc/UTC", "zone.tab"])
        }
    }
}
