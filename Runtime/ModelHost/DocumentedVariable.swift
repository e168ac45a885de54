/// A variable of the environment as the documentation has it: one row of its table, which a test compares.
public struct DocumentedVariable: Sendable, Equatable {
    /// The name of the variable.
    public let name: String
    /// The argument that says the same and wins over it, without dashes.
    public let argument: String?
    /// What it does, in Markdown.
    public let meaning: String
    /// What holds when it is not set.
    public let defaultValue: String
    /// What a value is: a unit, or the values there are.
    public let unit: String

    /// A variable and what it does.
    public init(_ name: String, argument: String? = nil, default: String, unit: String, _ meaning: String) {
        self.name = name
        self.argument = argument
        self.meaning = meaning
        defaultValue = `default`
        self.unit = unit
    }

    /// The row of the table `variable | meaning | default | unit`.
    public var row: String {
        let names = argument.map { "`\(name)`, `--\($0)`" } ?? "`\(name)`"
        return "| \(names) | \(meaning) | \(defaultValue) | \(unit) |"
    }
}
