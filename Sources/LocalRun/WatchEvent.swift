public import BuildReport
public import SystemPackage

/// What a watch has to tell, in the order in which it happens.
public enum WatchEvent: Hashable, Sendable {
    /// Files have changed, some of which are named, and a build begins.
    case changed([FilePath])
    /// A build or a start failed. The next attempt is made after a change; `isServing` tells whether a server that was
    /// built before goes on answering until then.
    case failed([Diagnostic], isServing: Bool)
    /// A build has made what runs already, which goes on.
    case unchanged(ServerLaunch)
    /// The server that runs is asked to stop, because a newer one is there.
    case stopping(ServerLaunch)
    /// A server is started.
    case starting(ServerLaunch)
    /// The server's port is open, or has not been for long.
    case readiness(LocalServer.Readiness, ServerLaunch)
    /// The server ended by itself; the next one is started after a change.
    case ended(ServerExit)
}
