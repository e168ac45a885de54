import JSONCoding

/// A type of the standard library that is made of others, and needs no probing itself.
protocol ProbeContainer {
    /// What it reads, and a value; the latter is not asked for when there is a `sample`.
    static func probe(in run: ProbeRun, sample: JSONTree?) -> (schema: JSONSchema, value: Self?)
}

extension Optional: ProbeContainer where Wrapped: Decodable {
    static func probe(in run: ProbeRun, sample: JSONTree?) -> (schema: JSONSchema, value: Self?) {
        (run.schema(of: Wrapped.self, sample: sample == .null ? nil : sample).orNull, .some(nil))
    }
}

extension Array: ProbeContainer where Element: Decodable {
    static func probe(in run: ProbeRun, sample: JSONTree?) -> (schema: JSONSchema, value: Self?) {
        let schema = run.schema(of: Element.self, sample: sample?.firstElement)
        return (.array(schema), run.value(of: Element.self, sample: nil).map { [$0] } ?? [])
    }
}

extension Set: ProbeContainer where Element: Decodable {
    static func probe(in run: ProbeRun, sample: JSONTree?) -> (schema: JSONSchema, value: Self?) {
        let (schema, elements) = [Element].probe(in: run, sample: sample)
        return (schema, elements.map { Set($0) })
    }
}

extension Dictionary: ProbeContainer where Key: Decodable, Value: Decodable {
    /// Keys that are texts or numbers make an object; any others stand before their values in an array.
    static func probe(in run: ProbeRun, sample: JSONTree?) -> (schema: JSONSchema, value: Self?) {
        if Key.self == String.self || Key.self == Int.self || Key.self is any CodingKeyRepresentable.Type {
            var first: JSONTree?
            if case .object(let members) = sample { first = members.first?.value }
            return (.dictionary(run.schema(of: Value.self, sample: first)), [:])
        }
        let schemas = [run.schema(of: Key.self, sample: nil), run.schema(of: Value.self, sample: nil)]
        return (.array(.anyOf(schemas)), [:])
    }
}

extension JSONTree {
    /// The first element of an array.
    var firstElement: JSONTree? {
        guard case .array(let elements) = self else { return nil }
        return elements.first
    }
}
