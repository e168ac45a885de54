public import OCISpec
public import SystemPackage

/// A place from which the parts of a base image come: a layout, an archive, a registry.
///
/// A fetcher finds bytes and nothing else: which of several images it is, and whether the bytes are right, is the
/// loader's business, who compares every size and digest himself. All calls may be repeated, and several may run at
/// once.
public protocol BaseFetcher: Sendable {
    /// What the base's name leads to. Mostly that is one manifest or index; a layout may have a manifest for each
    /// platform under one name.
    /// - Throws: An error with a remedy (`DiagnosticError`), or `CancellationError`; so do the other methods.
    func roots() async throws -> [BaseRoot]

    /// The bytes of the manifest or index that `descriptor` leads to, as they are.
    func manifest(_ descriptor: Descriptor) async throws -> [UInt8]

    /// A file with the bytes of the configuration or layer that `descriptor` leads to. It stays until the image that
    /// was built upon it is delivered.
    func blob(_ descriptor: Descriptor) async throws -> FilePath
}
