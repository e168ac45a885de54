import SystemPackage

/// A sample as `chassis.yaml` declares it: paths as they are written, with the lines that they stand in.
public struct SampleDeclaration: Hashable, Sendable {
    /// The keys below `sample`.
    enum Key: String, CaseIterable {
        case input, inputs, output, outputs, tolerance

        /// The key with the one that it stands below, for messages.
        var path: String { "\(ProjectFile.Key.sample.rawValue).\(rawValue)" }
    }

    /// One path, or several by name.
    public enum Paths: Hashable, Sendable {
        /// `input` or `output`.
        case single(Located<String>)
        /// `inputs` or `outputs`.
        case named([String: Located<String>])
    }

    /// `input` or `inputs`.
    public let inputs: Paths
    /// `output` or `outputs`; nil when the file has neither.
    public let outputs: Paths?
    /// `tolerance`, not negative.
    public let tolerance: Double

    /// The sample with its files, which are looked for from the folder `root`; nil when one of them is no file.
    func resolved(at root: FilePath, problems: inout [ProjectProblem]) -> Sample? {
        let before = problems.count
        let inputs = inputs.resolved(at: root, problems: &problems)
        let outputs = outputs?.resolved(at: root, problems: &problems)
        guard problems.count == before else { return nil }
        return Sample(inputs: inputs, outputs: outputs, tolerance: tolerance)
    }
}

extension SampleDeclaration.Paths {
    fileprivate func resolved(at root: FilePath, problems: inout [ProjectProblem]) -> SampleValues {
        func file(_ path: Located<String>) -> FilePath {
            let file = root.pushing(FilePath(path.value)).lexicallyNormalized()
            // Whatever keeps the file from being looked at, the author has to look at the same place.
            let isFile = (try? file.stat().type) == .regular
            if !isFile { problems.append(.sampleFileMissing(path.value, line: path.line)) }
            return file
        }
        switch self {
        case .single(let path): return .single(file(path))
        case .named(let paths):
            let inOrder = paths.sorted { ($0.value.line, $0.key) < ($1.value.line, $1.key) }
            return .named(Dictionary(uniqueKeysWithValues: inOrder.map { ($0.key, file($0.value)) }))
        }
    }
}
