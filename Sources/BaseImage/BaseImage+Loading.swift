public import OCISpec
public import SystemPackage

extension BaseImage {
    /// Finds the image for `platform` that `source` names, and reads all of it.
    ///
    /// `workspace` is a folder for what an archive is unpacked into; what is there afterwards must stay until the image
    /// is delivered. Nothing is written elsewhere. After an error a blob may be left in it, but none under a digest that
    /// is not its own. `registry` makes the fetcher of a reference.
    /// - Throws: ``BaseError``, an error of the fetcher, `DeliveryError` when the workspace cannot be written,
    ///   `CancellationError`.
    public static func load(
        _ source: BaseSource, for platform: Platform, workspace: FilePath,
        registry: (ImageReference) throws -> any BaseFetcher
    ) async throws -> BaseImage {
        switch source {
        case .scratch: return .scratch(for: platform)
        case .layout(let folder, let name):
            let files = LayoutFolder(folder, source: "\(source)")
            return try await load(
                from: LayoutFetcher(files, name: name), source: "\(source)", for: platform, workspace: workspace)
        case .archive(let file):
            let archive = try BaseArchive(file, source: "\(source)", workspace: workspace)
            return try await load(
                from: archive.fetcher(), source: "\(source)", for: platform, workspace: workspace)
        case .registry(let reference):
            return try await load(
                from: registry(reference), source: "\(source)", for: platform, workspace: workspace)
        }
    }

    /// Finds the image for `platform` in `fetcher`, and reads all of it; `source` is what errors call it.
    /// - Throws: As ``load(_:for:workspace:registry:)`` does.
    public static func load(
        from fetcher: any BaseFetcher, source: String, for platform: Platform, workspace: FilePath
    ) async throws -> BaseImage {
        try await BaseLoader(fetcher: fetcher, source: source, workspace: workspace).load(for: platform)
    }
}
