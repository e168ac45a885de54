// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "BLASClassifier",
    products: [
        .library(name: "BLASClassifier", targets: ["BLASClassifier"])
    ],
    dependencies: [
        // A package of your own names Chassis by its URL here. Without traits, nothing but ChassisModel is fetched.
        .package(name: "chassis", path: "../..", traits: [])
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .target(
            name: "BLASClassifier", dependencies: [.product(name: "ChassisModel", package: "chassis"), "COpenBLAS"]),
        .testTarget(name: "BLASClassifierTests", dependencies: ["BLASClassifier"]),
    ]
)
