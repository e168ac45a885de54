/// A type that conforms to a model protocol, and where it says so.
public struct ModelType: Hashable, Sendable {
    /// The name with the types around it: `Outer.Inner`.
    public let name: String
    /// Whether other packages can see it.
    public let isPublic: Bool
    /// The path of the source file.
    public let file: String
    /// The line of its declaration, or of the extension for a type that is declared elsewhere; counted from 1.
    public let line: Int

    /// A type found at `line` of `file`.
    public init(name: String, isPublic: Bool, file: String, line: Int) {
        self.name = name
        self.isPublic = isPublic
        self.file = file
        self.line = line
    }

    /// `file:line`, as compilers write it.
    var location: String { "\(file):\(line)" }
}
