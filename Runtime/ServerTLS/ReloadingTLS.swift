public import Logging
public import NIOCore
import NIOSSL
public import ServerConnections
import Synchronization

/// TLS 1.2 and 1.3 in front of a server's connections, with certificates that may be renewed while it runs.
///
/// The files are looked at when a connection comes, at most once a second. When one of them has changed they are read
/// again, and connections from then on use the new ones. Files that cannot be used, as when only half of a pair is
/// written yet, are told in the log, once, and the old ones are used until there are better.
public final class ReloadingTLS: ConnectionSecurity {
    private struct State {
        var context: NIOSSLContext
        /// Of the files as they were last read, with or without success.
        var stamps: [FileStamp?]
        var nextCheck: NIODeadline
    }

    private let files: TLSFiles
    private let protocols: [String]
    private let checkInterval: TimeAmount
    private let logger: Logger
    private let state: Mutex<State>

    /// `TLS`
    public var description: String { "TLS" }

    /// Reads `files`. `protocols` are what the server speaks, for ALPN: `http/1.1` or `h2`.
    /// - Throws: ``TLSError`` when the files cannot be used.
    public convenience init(_ files: TLSFiles, protocols: [String], logger: Logger) throws(TLSError) {
        try self.init(files, protocols: protocols, checkInterval: .seconds(1), logger: logger)
    }

    init(_ files: TLSFiles, protocols: [String], checkInterval: TimeAmount, logger: Logger) throws(TLSError) {
        self.files = files
        self.protocols = protocols
        self.checkInterval = checkInterval
        self.logger = logger
        // Before the files are read: what changes meanwhile is seen by the first check.
        let stamps = Self.stamps(of: files)
        state = Mutex(
            State(
                context: try .server(files, protocols: protocols), stamps: stamps,
                nextCheck: .now() + checkInterval))
    }

    /// Adds the TLS handler, with the certificates of this moment.
    public func addHandlers(to channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context()))
    }

    /// What new connections use. Reading the files anew takes a millisecond or two, for which others that come at the
    /// same moment wait.
    func context() -> NIOSSLContext {
        state.withLock { state in
            let now = NIODeadline.now()
            if now >= state.nextCheck {
                state.nextCheck = now + checkInterval
                reload(&state)
            }
            return state.context
        }
    }

    private func reload(_ state: inout State) {
        let stamps = Self.stamps(of: files)
        guard stamps != state.stamps else { return }
        state.stamps = stamps
        do throws(TLSError) {
            state.context = try .server(files, protocols: protocols)
            logger.info("the certificates for TLS were read anew")
        } catch {
            logger.error("the certificates for TLS were changed and cannot be used; the old ones stay: \(error)")
        }
    }

    private static func stamps(of files: TLSFiles) -> [FileStamp?] { files.paths.map { FileStamp(path: $0) } }
}
