import JSONCoding
import Testing

import SchemaProbe

@Suite struct JSONSchemaTests {
    private func json(_ schema: JSONSchema) -> String {
        String(decoding: schema.json(definitions: "#/x/").bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (JSONSchema.any, "{}"), (.null, #"{"type":"null"}"#), (.boolean, #"{"type":"boolean"}"#),
        (.integer(), #"{"type":"integer"}"#),
        (.integer(minimum: 0, maximum: 255), #"{"type":"integer","minimum":0,"maximum":255}"#),
        (.string(.uri), #"{"type":"string","format":"uri"}"#),
        (.string(.base64), #"{"type":"string","contentEncoding":"base64"}"#),
        (.enumeration(["a\"", 1]), #"{"enum":["a\"",1]}"#),
        (.array(.any), #"{"type":"array","items":{}}"#),
        (.object([]), #"{"type":"object"}"#),
        (
            .object([.init("a", .number), .init("b", .null, isRequired: false)]),
            #"{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"null"}},"required":["a"]}"#
        ),
        (.dictionary(.boolean), #"{"type":"object","additionalProperties":{"type":"boolean"}}"#),
        (JSONSchema.number.orNull, #"{"anyOf":[{"type":"number"},{"type":"null"}]}"#),
        (.reference("T"), ##"{"$ref":"#/x/T"}"##),
    ])
    func `a schema has its JSON`(schema: JSONSchema, expected: String) {
        #expect(json(schema) == expected)
    }

    @Test func `alternatives are spread, once each, and anything swallows them`() {
        #expect(JSONSchema.anyOf([.number, .anyOf([.number, .null]), .null]) == .alternatives([.number, .null]))
        #expect(JSONSchema.anyOf([.number, .number]) == .number)
        #expect(JSONSchema.anyOf([.number, .any]) == .any)
        #expect(JSONSchema.anyOf([]) == .any)
    }

    @Test(arguments: [
        ("[]", JSONSchema.array(.any)), ("[1,\"a\",2]", .array(.anyOf([.number, .string()]))),
        (
            #"[{"a":1,"b":true},{"a":"x","c":null}]"#,
            .array(
                .object([
                    .init("a", .anyOf([.number, .string()])), .init("b", .boolean, isRequired: false),
                    .init("c", .null, isRequired: false),
                ]))
        ),
        (#"{"a":1,"a":"x"}"#, .object([.init("a", .number)])),
    ])
    func `a sample says kinds and names`(sample: String, expected: JSONSchema) throws {
        #expect(JSONSchema(sample: try JSONTree(parsing: Array(sample.utf8))) == expected)
    }

    @Test(arguments: [
        (JSONSchema.any, "null"), (.integer(minimum: 3), "3"), (.integer(maximum: -2), "-2"),
        (.array(.array(.number)), "[[0]]"),
        (.object([.init("a", .string()), .init("b", .number, isRequired: false)]), #"{"a":""}"#),
        (.enumeration(["x", "y"]), #""x""#), (.anyOf([.boolean, .null]), "false"), (.dictionary(.number), "{}"),
        (.reference("T"), #"{"next":[]}"#), (.reference("Loop"), #"{"self":null}"#), (.reference("none"), "null"),
    ])
    func `a placeholder is a value of its schema`(schema: JSONSchema, expected: String) {
        let definitions: [String: JSONSchema] = [
            "T": .object([.init("next", .array(.reference("T")))]),
            "Loop": .object([.init("self", .anyOf([.null, .reference("Loop")]))]),
        ]
        #expect(String(decoding: schema.placeholder(definitions: definitions).bytes, as: UTF8.self) == expected)
    }
}
