import OCISpec
import Yams

/// Reads `chassis.yaml` and goes on after each problem, so that all of them are told at once.
struct ProjectFileReader {
    private(set) var problems: [ProjectProblem] = []

    /// What can be read of `text`; ``problems`` has the rest, by line.
    mutating func read(_ text: String) -> ProjectFile {
        var file = ProjectFile()
        let document = YAMLDocument(parsing: text)
        problems += document.problems
        switch document.root {
        case .mapping(let mapping)?:
            for (key, value) in mapping { read(value, for: key, into: &file) }
        case let root? where !root.isNull:
            problems.append(.notAMapping(found: root.kind, line: root.line))
        default: break  // an empty file says nothing, which is fine
        }
        problems = problems.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
        return file
    }

    private mutating func read(_ value: Node, for keyNode: Node, into file: inout ProjectFile) {
        let name = keyNode.scalar?.string ?? keyNode.kind
        guard let key = ProjectFile.Key(rawValue: name) else {
            let nearest = nearestWord(to: name, among: ProjectFile.Key.allCases.map(\.rawValue))
            return problems.append(.unknownKey(name, nearest: nearest, line: keyNode.line))
        }
        switch key {
        case .interface: file.interface = interface(value)
        case .protocols: file.features.formUnion(protocols(value))
        case .tls: if truth(value, for: key) == true { file.features.insert(.tls) }
        case .linking: file.linking = linking(value)
        case .tag: file.reference = reference(value)
        case .target: file.target = string(value, for: key)
        case .model: file.modelType = string(value, for: key)
        case .models: file.modelDirectory = string(value, for: key).map { Located($0, line: value.line) }
        case .files: file.files = files(value)
        case .base: file.base = string(value, for: key).map { Located($0, line: value.line) }
        case .include: file.inclusions = inclusions(value)
        case .platforms: file.platforms = platforms(value)
        case .swiftSDK: file.swiftSDKs = swiftSDKs(value)
        case .user: file.user = user(value)
        case .compression: file.compression = string(value, for: key).map { Located($0, line: value.line) }
        case .labels: file.labels = strings(value, for: key)
        case .annotations: file.annotations = strings(value, for: key)
        case .env: file.environment = strings(value, for: key)
        case .sample: file.sample = sample(value)
        }
    }

    private mutating func interface(_ node: Node) -> ServingInterface? {
        guard let text = string(node, for: .interface) else { return nil }
        if let interface = ServingInterface(rawValue: text) { return interface }
        let nearest = nearestWord(to: text, among: ServingInterface.allCases.map(\.rawValue))
        problems.append(.unknownInterface(text, nearest: nearest, line: node.line))
        return nil
    }

    /// The protocols that are linked only when they are named; of those that are always there, none can be named.
    private mutating func protocols(_ node: Node) -> [ServerFeature] {
        items(of: node, for: .protocols, expected: "a list of words").compactMap { text, line in
            if text == ServerFeature.grpcV2.rawValue { return .grpcV2 }
            let nearest = nearestWord(to: text, among: [ServerFeature.grpcV2.rawValue])
            problems.append(.unknownProtocol(text, nearest: nearest, line: line))
            return nil
        }
    }

    private mutating func truth(_ node: Node, for key: ProjectFile.Key) -> Bool? {
        if let value = node.bool { return value }
        problems.append(.wrongType(key: key.rawValue, expected: "true or false", found: node.kind, line: node.line))
        return nil
    }

    private mutating func linking(_ node: Node) -> LinkingChoice? {
        guard let text = string(node, for: .linking) else { return nil }
        if let linking = LinkingChoice(rawValue: text) { return linking }
        let nearest = nearestWord(to: text, among: LinkingChoice.allCases.map(\.rawValue))
        problems.append(.unknownLinking(text, nearest: nearest, line: node.line))
        return nil
    }

    private mutating func reference(_ node: Node) -> ImageReference? {
        guard let text = string(node, for: .tag, expected: "an image name") else { return nil }
        do throws(ImageReferenceError) {
            return try ImageReference(parsing: text)
        } catch {
            problems.append(.badReference(error, line: node.line))
            return nil
        }
    }

    private mutating func sample(_ node: Node) -> SampleDeclaration? {
        var reader = SampleReader()
        let sample = reader.read(node)
        problems += reader.problems
        return sample
    }

    private mutating func files(_ node: Node) -> [FileDeclaration] {
        var reader = FilesReader()
        let files = reader.read(node)
        problems += reader.problems
        return files
    }

    private mutating func inclusions(_ node: Node) -> [ImageInclusion] {
        items(of: node, for: .include, expected: "a list of words").compactMap { text, line in
            if let inclusion = ImageInclusion(rawValue: text) { return inclusion }
            let nearest = nearestWord(to: text, among: ImageInclusion.allCases.map(\.rawValue))
            problems.append(.unknownInclusion(text, nearest: nearest, line: line))
            return nil
        }
    }

    private mutating func platforms(_ node: Node) -> [Platform] {
        var platforms: [Platform] = []
        for (text, line) in items(of: node, for: .platforms, expected: "a list of platforms") {
            do throws(PlatformError) {
                let platform = try Platform(parsing: text)
                // Two spellings of one platform are the same one twice.
                if platforms.contains(platform) {
                    problems.append(.repeatedItem(key: ProjectFile.Key.platforms.rawValue, text, line: line))
                } else {
                    platforms.append(platform)
                }
            } catch {
                problems.append(.badPlatform(error, line: line))
            }
        }
        return platforms
    }

    /// One text as the flag has it, or the id of each platform.
    private mutating func swiftSDKs(_ node: Node) -> [SwiftSDKChoice] {
        let key = ProjectFile.Key.swiftSDK
        guard case .mapping(let mapping) = node else {
            guard let text = string(node, for: key, expected: "the id of a Swift SDK, or platforms with theirs") else {
                return []
            }
            do throws(SwiftSDKChoiceError) {
                return [try SwiftSDKChoice(parsing: text)]
            } catch {
                problems.append(.badSwiftSDK(error, line: node.line))
                return []
            }
        }
        if mapping.isEmpty { problems.append(.emptyValue(key: key.rawValue, line: node.line)) }
        var choices: [SwiftSDKChoice] = []
        for (platformNode, value) in mapping {
            let text = platformNode.scalar?.string ?? platformNode.kind
            let id = string(value, for: key)
            do throws(PlatformError) {
                let platform = try Platform(parsing: text)
                if choices.contains(where: { $0.platform == platform }) {
                    problems.append(.repeatedItem(key: key.rawValue, text, line: platformNode.line))
                } else if let id {
                    choices.append(SwiftSDKChoice(id: id, for: platform))
                }
            } catch {
                problems.append(.badPlatform(error, line: platformNode.line))
            }
        }
        return choices
    }

    /// The texts of a list that is not empty; one that stands there twice is told, and read once.
    private mutating func items(of node: Node, for key: ProjectFile.Key, expected: String) -> [(String, line: Int)] {
        guard case .sequence(let sequence) = node else {
            problems.append(.wrongType(key: key.rawValue, expected: expected, found: node.kind, line: node.line))
            return []
        }
        if sequence.isEmpty { problems.append(.emptyValue(key: key.rawValue, line: node.line)) }
        var items: [(String, line: Int)] = []
        for item in sequence {
            guard let text = string(item, for: key) else { continue }
            if items.contains(where: { $0.0 == text }) {
                problems.append(.repeatedItem(key: key.rawValue, text, line: item.line))
            } else {
                items.append((text, line: item.line))
            }
        }
        return items
    }

    /// The user, with or without a group. YAML takes `1000` and `1000:50` for numbers; a person means the text.
    private mutating func user(_ node: Node) -> String? {
        guard let scalar = node.scalar, !node.isNull else {
            problems.append(
                .wrongType(
                    key: ProjectFile.Key.user.rawValue, expected: "a user, by number or name", found: node.kind,
                    line: node.line))
            return nil
        }
        let parts = scalar.string.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy(Self.isUserName) else {
            problems.append(.badUser(scalar.string, line: node.line))
            return nil
        }
        return scalar.string
    }

    private static func isUserName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != 0x7f }
    }

    private mutating func string(_ node: Node, for key: ProjectFile.Key, expected: String = "text") -> String? {
        guard let text = node.text else {
            problems.append(.wrongType(key: key.rawValue, expected: expected, found: node.kind, line: node.line))
            return nil
        }
        guard !text.isEmpty else {
            problems.append(.emptyValue(key: key.rawValue, line: node.line))
            return nil
        }
        return text
    }

    /// Numbers and truth values are taken as they are written, since `PORT: 8080` can mean nothing else.
    private mutating func strings(_ node: Node, for key: ProjectFile.Key) -> [String: String] {
        guard case .mapping(let mapping) = node else {
            problems.append(
                .wrongType(key: key.rawValue, expected: "names with their values", found: node.kind, line: node.line))
            return [:]
        }
        var result: [String: String] = [:]
        for (nameNode, valueNode) in mapping {
            guard let name = nameNode.scalar?.string, !name.isEmpty, !name.contains(where: { "=\0".contains($0) })
            else {
                let name = nameNode.scalar?.string ?? nameNode.kind
                problems.append(.badName(key: key.rawValue, name: name, line: nameNode.line))
                continue
            }
            guard let scalar = valueNode.scalar, !valueNode.isNull else {
                problems.append(
                    .wrongType(
                        key: "\(key.rawValue).\(name)", expected: "text", found: valueNode.kind, line: valueNode.line))
                continue
            }
            result[name] = scalar.string
        }
        return result
    }
}

extension ProjectProblem {
    /// Where the problem stands among the others; those without a line come first.
    fileprivate var line: Int {
        switch self {
        case .unreadable, .interfaceMissing, .unfitFeature: 0
        case .notYAML(_, let line), .modelDirectoryMissing(_, let line): line ?? 0
        case .notAMapping(_, let line), .unknownKey(_, _, let line), .duplicateKey(_, let line, _),
            .wrongType(_, _, _, let line), .unknownInterface(_, _, let line), .unknownLinking(_, _, let line),
            .unknownProtocol(_, _, let line),
            .badReference(_, let line),
            .badName(_, _, let line), .emptyValue(_, let line), .unknownSampleKey(_, _, let line),
            .sampleInputMissing(let line), .sampleHasBoth(_, _, let line), .sampleFileMissing(_, let line),
            .unknownFileKey(_, _, let line), .fileKeyMissing(_, let line), .badDestination(_, let line),
            .badMode(_, let line), .badOwner(_, let line), .namedFileMissing(_, let line),
            .unknownInclusion(_, _, let line), .badPlatform(_, let line), .badSwiftSDK(_, let line),
            .repeatedItem(_, _, let line), .badUser(_, let line):
            line
        }
    }
}
