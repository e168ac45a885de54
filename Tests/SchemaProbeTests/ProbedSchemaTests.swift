import JSONCoding
import Testing

import SchemaProbe

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ProbedSchemaTests {
    private func schema(of type: any Decodable.Type, sample: String? = nil) throws -> JSONSchema {
        let sample = try sample.map { try JSONTree(parsing: Array($0.utf8)) }
        return ProbedSchema(of: type, sample: sample).schema
    }

    @Test func `scalars have their kinds and limits`() throws {
        #expect(try schema(of: Int.self) == .integer())
        #expect(try schema(of: UInt64.self) == .integer(minimum: 0))
        #expect(try schema(of: Int16.self) == .integer(minimum: -32768, maximum: 32767))
        #expect(try schema(of: Float.self) == .number)
        #expect(try schema(of: Bool.self) == .boolean)
        #expect(try schema(of: String?.self) == .anyOf([.string(), .null]))
        #expect(try schema(of: [[Double]].self) == .array(.array(.number)))
        #expect(try schema(of: Set<Int>.self) == .array(.integer()))
        #expect(try schema(of: [Int: Bool].self) == .dictionary(.boolean))
        #expect(try schema(of: [Double: Bool].self) == .array(.anyOf([.number, .boolean])))
    }

    @Test func `the types of Foundation stand as they do in JSON`() throws {
        #expect(try schema(of: Data.self) == .string(.base64))
        #expect(try schema(of: Base64Bytes.self) == .string(.base64))
        #expect(try schema(of: URL.self) == .string(.uri))
        #expect(try schema(of: UUID.self) == .string(.uuid))
        #expect(try schema(of: Decimal.self) == .number)
        #expect(try schema(of: Date.self) == .number)
    }

    @Test func `members have names, kinds and whether they may be missing`() throws {
        #expect(
            try schema(of: Flat.self)
                == .object([
                    .init("name", .string()), .init("count", .integer()),
                    .init("small", .integer(minimum: 0, maximum: 255)), .init("ratio", .number),
                    .init("isOn", .boolean), .init("note", .anyOf([.string(), .null]), isRequired: false),
                    .init("tags", .array(.string())), .init("limits", .dictionary(.number)),
                    .init("maybe", .array(.anyOf([.integer(), .null]))),
                ]))
    }

    @Test func `objects within objects are described`() throws {
        let point = JSONSchema.object([.init("x", .number), .init("y", .number)])
        #expect(
            try schema(of: Nested.self)
                == .object([
                    .init("corner", point), .init("path", .array(point)),
                    .init("center", .anyOf([point, .null]), isRequired: false),
                ]))
        #expect(
            try schema(of: Inner.self)
                == .object([
                    .init("data", .object([.init("value", .integer()), .init("list", .array(.boolean))]))
                ]))
        #expect(
            try schema(of: Derived.self) == .object([.init("name", .string()), .init("id", .integer())]))
    }

    @Test func `cases that can be listed are, if they decode`() throws {
        #expect(
            try schema(of: Chosen.self)
                == .object([
                    .init("colour", .enumeration(["red", "green"])),
                    .init("size", .anyOf([.enumeration([1, 9]), .null]), isRequired: false),
                    .init("coded", .integer()),
                ]))
        #expect(try schema(of: Hidden.self) == .string())
    }

    @Test func `a type that rejects every dummy is described as far as it got`() throws {
        #expect(try schema(of: Stuck.self) == .object([.init("before", .integer()), .init("hidden", .string())]))
        #expect(try schema(of: Shy.self) == .any)
        #expect(try schema(of: Triple.self) == .array(.anyOf([.number, .array(.number)])))
        #expect(try schema(of: Payload.self) == .object([]))
    }

    @Test func `a sample leads beyond where dummies are rejected`() throws {
        #expect(
            try schema(of: Stuck.self, sample: #"{"before":1,"hidden":"two","after":2}"#)
                == .object([.init("before", .integer()), .init("hidden", .string()), .init("after", .integer())]))
        #expect(
            try schema(of: [Stuck].self, sample: #"[{"before":1,"hidden":"two","after":2}]"#)
                == .array(
                    .object([.init("before", .integer()), .init("hidden", .string()), .init("after", .integer())])))
    }

    @Test func `a sample that does not fit changes nothing`() throws {
        #expect(try schema(of: Nested.Point.self, sample: "[1]") == schema(of: Nested.Point.self))
        #expect(try schema(of: Nested.self, sample: #"{"corner":5}"#) == schema(of: Nested.self))
    }

    @Test func `what a sample leaves out is known all the same`() throws {
        let sample = ##"{"name":"","count":1,"small":1,"ratio":1,"isOn":true,"tags":[],"limits":{},"maybe":[]}"##
        let (with, without) = (try schema(of: Flat.self, sample: sample), try schema(of: Flat.self))
        #expect(with == without)
    }

    @Test func `all alternatives are found`() throws {
        #expect(try schema(of: NumberOrRow.self) == .anyOf([.number, .array(.number)]))
        #expect(try schema(of: NumberOrRow.self, sample: "[1]") == .anyOf([.number, .array(.number)]))
        #expect(
            try schema(of: Lenient.self)
                == .anyOf([
                    .string(),
                    .object([
                        .init("title", .string(), isRequired: false), .init("weight", .number, isRequired: false),
                        .init("old", .integer(), isRequired: false),
                    ]),
                ]))
    }

    @Test func `types that contain themselves refer to themselves`() {
        let tree = ProbedSchema(of: Tree.self)
        #expect(tree.schema == .reference("Tree"))
        #expect(
            tree.definitions == [
                "Tree": .object([
                    .init("value", .integer()), .init("children", .array(.reference("Tree"))),
                    .init("parent", .anyOf([.reference("Tree"), .null]), isRequired: false),
                ])
            ])
        let even = ProbedSchema(of: Even.self)
        #expect(even.schema == .reference("Even"))
        #expect(Array(even.definitions.keys) == ["Even"])
    }

    @Test func `what never ends is ended`() throws {
        #expect(try schema(of: Greedy.self) == .array(.integer()))
        #expect(try schema(of: Pair.self) == .array(.anyOf([.string(), .number])))
        guard case .array(.array) = try schema(of: Endless<Int>.self) else {
            Issue.record("not an array of arrays")
            return
        }
    }
}
