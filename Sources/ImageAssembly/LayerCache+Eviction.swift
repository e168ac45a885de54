import OCISpec
import SystemPackage

extension LayerCache {
    /// How long something may take to be written or removed before it counts as left by a build that was killed.
    private static let partialSecondsMax: Int64 = 3600

    /// All layers, the least recently used first. Names that are not those of layers are passed over.
    func layers() throws(DeliveryError) -> [KeptLayer] {
        try names(in: layersFolder)
            .compactMap { CachedLayerName(parsing: $0) }
            .map { KeptLayer($0, in: place(of: $0)) }
            .sorted { ($0.lastUse, $0.name.description) < ($1.lastUse, $1.name.description) }
    }

    /// Removes what killed builds left behind.
    func removeLeftovers() throws(DeliveryError) {
        let limit = clock().seconds(before: Self.partialSecondsMax)
        for name in try names(in: partialFolder) {
            let path = partialFolder.appending(name)
            // Somebody else may have removed it in this moment.
            guard let status = try? path.stat(), FileTime(status.st_mtim) < limit else { continue }
            removePartial(path)
        }
    }

    /// Removes the oldest inputs when there are too many, and those of layers that have gone.
    func removeInputs(ofMissingLayers isAskedFor: Bool) throws(DeliveryError) {
        let paths = try names(in: inputsFolder).map { inputsFolder.appending($0) }
        if isAskedFor { for path in paths where !leadsToLayer(path) { disk.remove([path]) } }
        guard paths.count > inputsMax else { return }
        // One that has gone in this moment sorts first, and removing it again does nothing.
        let byAge = paths.map { (path: $0, age: (try? $0.stat()).map { FileTime($0.st_mtim).nanoseconds } ?? 0) }
            .sorted { ($0.age, $0.path.string) < ($1.age, $1.path.string) }
        disk.remove(byAge.dropLast(inputsMax).map(\.path))
    }

    private func leadsToLayer(_ path: FilePath) -> Bool {
        guard let name = layerName(in: path) else { return false }
        return (try? place(of: name).stat()) != nil  // missing or out of reach: it leads nowhere
    }
}
