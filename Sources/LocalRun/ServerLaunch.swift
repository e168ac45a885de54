public import FileSnapshot
public import SystemPackage

/// A server as it is to be started.
public struct ServerLaunch: Hashable, Sendable {
    /// What a user is told when the server is up, for example its address.
    public var announcement: String
    /// The program. It may be replaced by a rename while it runs, as builds do: a process keeps the file that it was
    /// started from, so that the server needs no copy of its own.
    public var executable: FilePath
    /// What stands after the program's name.
    public var arguments: [String]
    /// The whole environment of the process.
    public var variables: [String: String]
    /// The TCP port that the server opens when it is up; nil when nobody is to wait for that.
    public var port: Int?
    /// What the server reads when it starts, for example the model's files; a server that runs is out of date when they
    /// have changed, even if its program is the same.
    public var data: FileSnapshot?

    /// A launch with every part given.
    public init(
        announcement: String, executable: FilePath, arguments: [String] = [], variables: [String: String] = [:],
        port: Int? = nil, data: FileSnapshot? = nil
    ) {
        self.announcement = announcement
        self.executable = executable
        self.arguments = arguments
        self.variables = variables
        self.port = port
        self.data = data
    }
}

extension ServerLaunch: CustomStringConvertible {
    /// The command line. The environment, which may hold secrets, is left out.
    public var description: String { ([executable.string] + arguments).joined(separator: " ") }
}
