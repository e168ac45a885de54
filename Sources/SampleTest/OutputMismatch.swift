public import SystemPackage

/// An output that is not what the sample declares.
public struct OutputMismatch: Hashable, Sendable {
    /// How many differences are told one by one.
    static let toldMax = 10

    /// The output's name.
    public let output: String
    /// The file that holds what is expected.
    public let file: FilePath
    /// The first differences, each with its place: `scores[2]: expected 5, got 3`.
    public let differences: [String]
    /// How many there are beside these.
    public let untoldCount: Int

    /// The output `output` with all of its differences, at least one.
    init(output: String, file: FilePath, differences: [String]) {
        self.output = output
        self.file = file
        self.differences = Array(differences.prefix(Self.toldMax))
        untoldCount = differences.count - self.differences.count
    }

    /// The differences, a line each.
    var text: String {
        var lines = differences.map { "  \($0)" }
        if untoldCount > 0 { lines.append("  … and \(untoldCount) more") }
        return lines.joined(separator: "\n")
    }
}
