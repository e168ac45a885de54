/// How far one blob is on its way to a registry or from it.
///
/// The first event of a transfer tells where it begins: the `doneBytes` of that event were there before, from an earlier
/// run, and count neither as sent nor for its rate.
public struct Transfer: Hashable, Sendable {
    /// Which way the bytes go.
    public enum Direction: String, Hashable, Sendable {
        /// To the registry.
        case upload
        /// From the registry.
        case download
    }

    /// Where a transfer is in its life. One that fails has no last event: its build fails with it.
    public enum State: Hashable, Sendable {
        /// Bytes go, or wait to go.
        case running
        /// Bytes went; the text says how, for example `uploaded`, `resumed at 734 MB`.
        case ended(String)
        /// No byte had to go; the text says why, for example `present`, `mounted from team/base`.
        case skipped(String)
    }

    /// What tells this transfer from all others: the 64 hex digits of the blob's digest.
    public let id: String
    /// What people call it, for example `model files 1a2b3c4d5e6f`.
    public let name: String
    /// Which way it goes.
    public let direction: Direction
    /// The bytes that are over; fewer than before when a lost connection took some along.
    public let doneBytes: Int64
    /// The blob's size.
    public let totalBytes: Int64
    /// Whether it runs, or what became of it.
    public let state: State

    /// The transfer `id` as it is now.
    public init(
        id: String, name: String, direction: Direction, doneBytes: Int64, totalBytes: Int64, state: State = .running
    ) {
        self.id = id
        self.name = name
        self.direction = direction
        self.doneBytes = doneBytes
        self.totalBytes = totalBytes
        self.state = state
    }
}
