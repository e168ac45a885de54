import Testing

@testable import PackageCompiler

@Suite struct ModelTargetTests {
    private func error(_ package: PackageDescription, named name: String? = nil) throws -> ModelTargetError? {
        let manifest = try package.manifest()
        do {
            _ = try ModelTarget.select(name, in: manifest)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a package without a model target is told what to add`() throws {
        var package = PackageDescription(dependencies: [])
        package.target("Digits", on: nil)
        package.target("DigitsTests", type: "test")
        let expected = ModelTargetError.none(libraries: ["Digits"], declaresChassis: false)
        #expect(try error(package) == expected)
        let remedies = expected.diagnostics[0].remedies
        #expect(remedies.count == 2)
        #expect(remedies[0].contains(#".package(name: "chassis""#))
        #expect(
            remedies[1].contains(
                #".target(name: "Digits", dependencies: [.product(name: "ChassisModel", package: "chassis")])"#))
    }

    @Test func `a package that declares Chassis is told of the target alone`() throws {
        var package = PackageDescription()
        package.target("Digits", on: "ChassisOMI")
        let expected = ModelTargetError.none(libraries: ["Digits"], declaresChassis: true)
        #expect(try error(package) == expected)
        #expect(expected.diagnostics[0].remedies.count == 1)
        #expect(try error(package, named: "Digits") == .withoutChassis(target: "Digits", declaresChassis: true))
    }

    @Test func `several model targets are listed, and one can be named`() throws {
        var package = PackageDescription()
        package.target("Digits")
        package.target("Letters")
        package.library("Letters", "Letters")
        #expect(try error(package) == .several(["Digits", "Letters"]))
        #expect(try ModelTarget.select("Letters", in: package.manifest()).target.name == "Letters")
    }

    @Test func `a target that is not there or is no library is refused`() throws {
        var package = PackageDescription()
        package.target("Digits")
        package.target("tool", type: "executable")
        #expect(try error(package, named: "Digit") == .unknown(target: "Digit", libraries: ["Digits"]))
        #expect(try error(package, named: "tool") == .notALibrary(target: "tool", type: "executable"))
    }

    @Test func `a target that no product vends is refused, with the line to add`() throws {
        var package = PackageDescription()
        package.target("Digits")
        package.library("Other", "Others")
        package.library("Shared", "Digits", type: "dynamic")
        #expect(try error(package) == .notVended(target: "Digits"))
        #expect(
            ModelTargetError.notVended(target: "Digits").diagnostics[0].remedies[0].contains(
                #".library(name: "Digits", targets: ["Digits"])"#))
    }

    @Test func `the smallest product that contains the target is used`() throws {
        var package = PackageDescription()
        package.target("Digits")
        package.library("Everything", "Digits", "Letters")
        package.library("JustDigits", "Digits", type: "static")
        let model = try ModelTarget.select(nil, in: package.manifest())
        #expect(model.product.name == "JustDigits")
        #expect(model.chassis.identity == "main")
    }

    @Test(arguments: [("Digits", "Digits"), ("my-model", "my_model"), ("3d.net", "_d_net")])
    func `a target's module has a name that Swift takes`(target: String, module: String) throws {
        var package = PackageDescription()
        package.target(target)
        #expect(try package.manifest().targets[0].moduleName == module)
    }
}
