import JSONCoding

/// What the probing of one type and of all types within it share.
final class ProbeRun {
    /// How deep types may nest. Only generic types that contain themselves with ever other arguments get there.
    private static let depthMax = 48
    /// How many types, or samples of a type, are looked into; what comes later is open.
    private static let explorationCountMax = 1000
    /// The most members of which it is tried whether they may be missing, and alternatives that are looked for.
    private static let memberCountMax = 64, alternativeCountMax = 8

    /// What is known of a type. Without a value, it rejected whatever was offered.
    private struct Finding {
        let schema: JSONSchema
        let value: Any?
    }

    /// Types that contain themselves, by their names.
    private(set) var definitions: [String: JSONSchema] = [:]
    private var findings: [ObjectIdentifier: Finding] = [:]
    private var names: [ObjectIdentifier: String] = [:]
    private var stack: [ObjectIdentifier] = []
    private var explorationCount = 0
    private let prefix: String

    /// A run whose definitions have names that start with `prefix`.
    init(prefix: String) {
        self.prefix = prefix
    }

    /// What `type` reads, of which `sample` is one value.
    func schema<T: Decodable>(of type: T.Type, sample: JSONTree?) -> JSONSchema {
        let id = ObjectIdentifier(type)
        if let scalar = type as? any ProbeScalar.Type { return scalar.schema }
        if let finding = findings[id], finding.value != nil || sample == nil { return finding.schema }
        if stack.contains(id) { return .reference(name(of: type)) }
        guard stack.count < Self.depthMax, explorationCount < Self.explorationCountMax else { return .any }
        explorationCount += 1
        stack.append(id)
        var finding = finding(of: type, sample: sample)
        stack.removeLast()
        if let name = names[id] {
            definitions[name] = finding.schema
            finding = Finding(schema: .reference(name), value: finding.value)
        }
        findings[id] = finding
        return finding.schema
    }

    /// A value of `type`; nil when it rejects those that were offered.
    func value<T: Decodable>(of type: T.Type, sample: JSONTree?, attempt: Int = 0) -> T? {
        if let sample { return try? JSON.decode(type, from: sample.bytes) }  // a sample that does not fit is no value
        if let scalar = type as? any ProbeScalar.Type { return scalar.dummy(attempt) as? T }
        _ = schema(of: type, sample: nil)
        return findings[ObjectIdentifier(type)]?.value as? T
    }

    private func name(of type: Any.Type) -> String {
        if let name = names[ObjectIdentifier(type)] { return name }
        // The characters that a component of OpenAPI may have in its name.
        let plain =
            prefix + _typeName(type, qualified: false).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        var (name, number) = (plain, 1)
        while names.values.contains(name) {
            number += 1
            name = "\(plain)_\(number)"
        }
        names[ObjectIdentifier(type)] = name
        return name
    }

    private func finding<T: Decodable>(of type: T.Type, sample: JSONTree?) -> Finding {
        if let known = KnownSchema(of: type) {
            // `URL` and the like reject an empty text.
            return Finding(schema: known.schema, value: try? JSON.decode(type, from: Array(known.example.utf8)))
        }
        if let container = type as? any ProbeContainer.Type {
            func probe<C: ProbeContainer>(_ type: C.Type) -> Finding {
                let (schema, value) = type.probe(in: self, sample: sample)
                return Finding(schema: schema, value: value)
            }
            return probe(container)
        }
        if let type = type as? any (CaseIterable & RawRepresentable & Decodable).Type {
            func probe<E: CaseIterable & RawRepresentable & Decodable>(_ type: E.Type) -> Finding? {
                EnumerationCases(of: type).map { Finding(schema: .enumeration($0.values), value: $0.first) }
            }
            if let finding = probe(type) { return finding }
        }
        return exploration(of: type, sample: sample)
    }
}

// MARK: - Types that decode themselves

extension ProbeRun {
    /// Lets `type` decode until it succeeds; then again, refusing what it asked for, to see what else it would take.
    private func exploration<T: Decodable>(of type: T.Type, sample: JSONTree?) -> Finding {
        let sources: [ProbeAttempt.Source] =
            (sample == nil ? [] : [.sample]) + (0..<ProbeAttempt.dummyCount).map { .dummies($0) }
        var best = ProbePlace()
        for source in sources {
            let attempt = ProbeAttempt(source: source)
            let (asked, value) = decode(type, attempt, sample)
            if let value {
                addMembers(to: asked, type, attempt, sample)
                addAlternatives(to: asked, type)
                return Finding(schema: asked.schema, value: value)
            }
            if asked.askedCount > best.askedCount { best = asked }
        }
        addAlternatives(to: best, type)
        return Finding(schema: best.schema, value: nil)
    }

    private func decode<T: Decodable>(_ type: T.Type, _ attempt: ProbeAttempt, _ sample: JSONTree?)
        -> (asked: ProbePlace, value: T?)
    {
        let place = ProbePlace()
        let decoder = ProbeDecoder(run: self, attempt: attempt, place: place, sample: sample)
        // What is thrown is either what the decoder threw, or the type's opinion of a dummy.
        return (place, try? T(from: decoder))
    }

    private func addAlternatives<T: Decodable>(to place: ProbePlace, _ type: T.Type) {
        var attempt = ProbeAttempt(source: .dummies(0))
        for _ in 0..<Self.alternativeCountMax {
            attempt.refusedShapes.formUnion(place.shapes)
            let (asked, _) = decode(type, attempt, nil)
            guard !asked.shapes.isSubset(of: attempt.refusedShapes) else { return }
            place.merge(asked)
        }
    }

    private func addMembers<T: Decodable>(
        to place: ProbePlace, _ type: T.Type, _ attempt: ProbeAttempt, _ sample: JSONTree?
    ) {
        guard place.namesMembersItself else { return }
        for member in place.members.prefix(Self.memberCountMax) where member.isRequired {
            var attempt = attempt
            attempt.missingMember = member.name
            let (asked, value) = decode(type, attempt, sample)
            if value != nil { member.isRequired = false }
            place.merge(asked)
        }
    }
}
