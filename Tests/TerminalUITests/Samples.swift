import BuildReport

/// Events that several tests draw.
enum Samples {
    static let compile: [BuildEvent] = [
        .began(.compile, title: "compiling digits"),
        .advanced(.compile, done: 10, total: 40, detail: "NIOCore"),
        .note("another build holds the folder"),
        .ended(.compile, summary: "25.1 MB", duration: .milliseconds(1900)),
    ]

    /// An upload that is known by its name.
    static func upload(
        _ name: String, _ done: Int64, total: Int64 = 1000, _ state: Transfer.State = .running
    ) -> BuildEvent {
        .transfer(
            Transfer(id: name, name: name, direction: .upload, doneBytes: done, totalBytes: total, state: state))
    }
}
