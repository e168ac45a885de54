/// The target that holds the model, the product that vends it, and the Chassis package that it is written for.
struct ModelTarget: Hashable, Sendable {
    let target: PackageTarget
    let product: PackageProduct
    let chassis: PackageDependency

    /// The product that makes a target a model's.
    static let library = "ChassisModel"

    /// The target `name` of `manifest`, or the only one that depends on `ChassisModel`.
    ///
    /// The server is built by a package of its own, which can reach the target through a product alone.
    /// - Throws: ``ModelTargetError``.
    static func select(_ name: String?, in manifest: PackageManifest) throws(ModelTargetError) -> ModelTarget {
        let target = try target(name, in: manifest)
        guard let package = target.package(ofProduct: library),
            let chassis = manifest.dependencies.first(where: { $0.isNamed(package) })
        else { throw .withoutChassis(target: target.name, declaresChassis: declaresChassis(manifest)) }
        let products = manifest.products.filter { $0.kind == .library && $0.targets.contains(target.name) }
        // The product with the fewest targets compiles the least.
        guard let product = products.min(by: { $0.targets.count < $1.targets.count }) else {
            throw .notVended(target: target.name)
        }
        return ModelTarget(target: target, product: product, chassis: chassis)
    }

    private static func target(
        _ name: String?, in manifest: PackageManifest
    ) throws(ModelTargetError) -> PackageTarget {
        let libraries = manifest.targets.filter(\.isLibrary)
        if let name {
            if let target = libraries.first(where: { $0.name == name }) { return target }
            if let other = manifest.targets.first(where: { $0.name == name }) {
                throw .notALibrary(target: name, type: other.type)
            }
            throw .unknown(target: name, libraries: libraries.map(\.name))
        }
        let candidates = libraries.filter { $0.package(ofProduct: library) != nil }
        guard let target = candidates.first else {
            throw .none(libraries: libraries.map(\.name), declaresChassis: declaresChassis(manifest))
        }
        guard candidates.count == 1 else { throw .several(candidates.map(\.name)) }
        return target
    }

    private static func declaresChassis(_ manifest: PackageManifest) -> Bool {
        manifest.dependencies.contains { $0.isNamed("chassis") }
    }
}
