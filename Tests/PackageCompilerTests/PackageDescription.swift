import SystemPackage

@testable import PackageCompiler

/// What `swift package dump-package` prints for a small package, put together without SwiftPM.
struct PackageDescription {
    var targets: [String] = []
    var products: [String] = []
    var dependencies: [String] = [
        #"{"fileSystem":[{"identity":"main","nameForTargetDependencyResolutionOnly":"chassis","path":"/src/chassis/main"}]}"#
    ]

    /// Adds a target that depends on `product` of the package `chassis`.
    mutating func target(_ name: String, type: String = "regular", on product: String? = "ChassisModel") {
        let dependency = product.map { #"{"product":["\#($0)","chassis",null,null]}"# } ?? ""
        targets.append(#"{"name":"\#(name)","type":"\#(type)","exclude":[],"dependencies":[\#(dependency)]}"#)
    }

    /// Adds a library product; `type` is SwiftPM's word for how it is linked.
    mutating func library(_ name: String, _ targets: String..., type: String = "automatic") {
        let list = targets.map { "\"\($0)\"" }.joined(separator: ",")
        products.append(#"{"name":"\#(name)","targets":[\#(list)],"type":{"library":["\#(type)"]}}"#)
    }

    var json: String {
        func list(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }
        return #"{"name":"Digits","targets":\#(list(targets)),"products":\#(list(products)),"#
            + #""dependencies":\#(list(dependencies))}"#
    }

    func manifest(at root: FilePath = "/src/digits") throws -> PackageManifest {
        try PackageManifest(decoding: Array(json.utf8), root: root)
    }
}
