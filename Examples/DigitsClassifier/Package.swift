// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "DigitsClassifier",
    products: [
        .library(name: "DigitsClassifier", targets: ["DigitsClassifier"])
    ],
    dependencies: [
        // A package of your own names Chassis by its URL here. Without traits, nothing but ChassisModel is fetched.
        .package(name: "chassis", path: "../..", traits: [])
    ],
    targets: [
        .target(name: "DigitsClassifier", dependencies: [.product(name: "ChassisModel", package: "chassis")]),
        .testTarget(
            name: "DigitsClassifierTests", dependencies: ["DigitsClassifier"], exclude: ["Fixtures"]),
    ]
)
