/// A text that another module gives its meaning, and where it was written, for that module's messages.
public struct StatedText: Hashable, Sendable {
    /// Where a text was written.
    public enum Origin: Hashable, Sendable {
        /// In this line of `chassis.yaml`; a relative path in the text is taken from the file's folder.
        case file(line: Int)
        /// In this flag, written with its dashes; a relative path in the text is taken from the current directory.
        case flag(String)
    }

    /// The text, which is not empty.
    public let text: String
    /// Where it was written.
    public let origin: Origin

    /// `text` as it was written at `origin`.
    public init(_ text: String, from origin: Origin) {
        self.text = text
        self.origin = origin
    }

    /// What a message names: `chassis.yaml:12` or `--base`.
    public var place: String {
        switch origin {
        case .file(let line): "\(ProjectFile.name):\(line)"
        case .flag(let name): name
        }
    }
}
