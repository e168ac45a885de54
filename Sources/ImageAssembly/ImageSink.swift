/// A place to deliver an image to, or the images of several platforms under one index.
///
/// - A delivery is atomic: when ``deliver(_:)`` returns, the image is there, whole; when it throws or its task is
///   cancelled, what was there before is there still, and nothing of the image is left behind. A process that is killed
///   may leave files behind, but none under the name of something whole.
/// - It may be repeated: to deliver what is already there is a success, and changes nothing.
/// - One image may go to several sinks, also at once; two deliveries to one place at once are the caller's mistake.
/// - The image's layer files are only read, and must stay until the call returns.
public protocol ImageSink: Sendable {
    /// Delivers `image`. The call may block its thread while it reads and writes files.
    /// - Throws: An error with a remedy (`DiagnosticError`), or `CancellationError`.
    func deliver(_ image: ImageBundle) async throws
}

extension ImageSink {
    /// Delivers `image` alone, without an index.
    /// - Throws: As ``deliver(_:)-(ImageBundle)`` does.
    public func deliver(_ image: Image) async throws { try await deliver(ImageBundle(image)) }
}
