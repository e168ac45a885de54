/// A file that is not the network's.
public struct WeightsError: Error, Equatable, CustomStringConvertible {
    let path: String
    let foundBytes: Int
    let expectedBytes: Int

    /// What is wrong, in which file, and what to do.
    public var description: String {
        "\(path): expected \(expectedBytes) bytes, found \(foundBytes); write the file again with train/export.py"
    }
}
