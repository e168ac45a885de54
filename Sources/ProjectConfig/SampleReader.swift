import Yams

/// Reads the mapping below `sample` and goes on after each problem, as ``ProjectFileReader`` does.
struct SampleReader {
    private typealias Key = SampleDeclaration.Key
    private typealias Paths = SampleDeclaration.Paths

    private(set) var problems: [ProjectProblem] = []

    /// What can be read of the sample that `node` declares; nil when there is no input.
    mutating func read(_ node: Node) -> SampleDeclaration? {
        guard case .mapping(let mapping) = node else {
            problems.append(
                .wrongType(
                    key: ProjectFile.Key.sample.rawValue, expected: "an input and an output", found: node.kind,
                    line: node.line))
            return nil
        }
        var values: [Key: (node: Node, line: Int)] = [:]
        for (keyNode, value) in mapping {
            let name = keyNode.scalar?.string ?? keyNode.kind
            guard let key = Key(rawValue: name) else {
                let nearest = nearestWord(to: name, among: Key.allCases.map(\.rawValue))
                problems.append(.unknownSampleKey(name, nearest: nearest, line: keyNode.line))
                continue
            }
            values[key] = (value, keyNode.line)
        }
        if values[.input] == nil, values[.inputs] == nil { problems.append(.sampleInputMissing(line: node.line)) }
        let inputs = paths(values, one: .input, several: .inputs)
        let outputs = paths(values, one: .output, several: .outputs)
        let tolerance = values[.tolerance].map { number($0.node) } ?? Sample.usualTolerance
        guard let inputs else { return nil }
        return SampleDeclaration(inputs: inputs, outputs: outputs, tolerance: tolerance)
    }

    private mutating func paths(_ values: [Key: (node: Node, line: Int)], one: Key, several: Key) -> Paths? {
        if let single = values[one], let named = values[several] {
            let line = max(single.line, named.line)
            problems.append(.sampleHasBoth(one.rawValue, several.rawValue, line: line))
        }
        let single = values[one].flatMap { path($0.node, named: one.path) }
        let named = values[several].flatMap { paths($0.node, for: several) }
        return single.map(Paths.single) ?? named.map(Paths.named)
    }

    private mutating func paths(_ node: Node, for key: Key) -> [String: Located<String>]? {
        guard case .mapping(let mapping) = node else {
            problems.append(
                .wrongType(key: key.path, expected: "names with their files", found: node.kind, line: node.line))
            return nil
        }
        if mapping.isEmpty { problems.append(.emptyValue(key: key.path, line: node.line)) }
        var paths: [String: Located<String>] = [:]
        for (nameNode, value) in mapping {
            guard let name = nameNode.scalar?.string, !name.isEmpty else {
                let found = nameNode.scalar?.string ?? nameNode.kind
                problems.append(.badName(key: key.path, name: found, line: nameNode.line))
                continue
            }
            paths[name] = path(value, named: "\(key.path).\(name)")
        }
        return paths
    }

    private mutating func path(_ node: Node, named key: String) -> Located<String>? {
        guard let text = node.text else {
            problems.append(.wrongType(key: key, expected: "a path", found: node.kind, line: node.line))
            return nil
        }
        guard !text.isEmpty else {
            problems.append(.emptyValue(key: key, line: node.line))
            return nil
        }
        return Located(text, line: node.line)
    }

    /// The tolerance. YAML takes `1e-6` for text, since it has no point; a person means the number.
    private mutating func number(_ node: Node) -> Double {
        guard let number = node.scalar.flatMap({ Double($0.string) }), number >= 0, number.isFinite else {
            problems.append(
                .wrongType(
                    key: Key.tolerance.path, expected: "a number that is not negative", found: node.kind,
                    line: node.line))
            return Sample.usualTolerance
        }
        return number
    }
}
