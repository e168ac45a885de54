import ProjectConfig
public import SystemPackage

/// What is sent, from where it is kept.
public enum InputFile {
    /// All of `file`.
    /// - Throws: ``PredictionError/unreadable(_:reason:)``.
    public static func contents(_ file: FilePath) throws(PredictionError) -> [UInt8] {
        do throws(Errno) {
            return try file.contents()
        } catch {
            throw .unreadable(file, reason: error.description)
        }
    }

    /// All of standard input.
    /// - Throws: ``PredictionError/unreadable(_:reason:)``.
    public static func standardInput() throws(PredictionError) -> [UInt8] {
        try contents("/dev/stdin")
    }
}
