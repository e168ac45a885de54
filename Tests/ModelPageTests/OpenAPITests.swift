import ChassisModel
import JSONCoding
import ModelHost
import Testing

import ModelPage

@Suite struct OpenAPITests {
    private func document(
        of model: (some Model).Type, name: String = "served", sample: NamedBytes? = nil, isLoaded: Bool = true
    ) async throws -> JSONTree {
        let host = ModelHost(model, context: ModelContext(modelDirectory: "/nowhere"), logger: quiet)
        if isLoaded { await host.load() }
        return try JSONTree(parsing: await ModelPage(host: host, modelName: name, sample: sample).openAPI())
    }

    private func text(_ tree: JSONTree?) -> String? {
        tree.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private func schema(_ name: String, of document: JSONTree) -> JSONTree? {
        document["components"]?["schemas"]?[name]
    }

    /// Every `$ref` in a document.
    private func references(in tree: JSONTree) -> [String] {
        switch tree {
        case .array(let elements): elements.flatMap(references)
        case .object(let members):
            members.flatMap { member -> [String] in
                if member.name == "$ref", case .string(let text) = member.value { return [text] }
                return references(in: member.value)
            }
        default: []
        }
    }

    @Test func `the document says what the metadata say`() async throws {
        let info = try await document(of: ScoringModel.self)["info"]
        #expect(
            text(info)
                == #"{"title":"scoring","version":"2.1","summary":"Scores numbers.","description":"Send numbers.\n\n"#
                + #"**How it works**\n\nBy counting.\n\n**How well it works**\n\nAlways right.","#
                + #""contact":{"name":"Somebody"}}"#)
        #expect(
            try await text(document(of: RawModelOfPictures.self)["info"]) == #"{"title":"raw","version":"1"}"#)
    }

    @Test func `there is a path for everything that is served, explaining only where it is`() async throws {
        let explaining = try await document(of: ScoringModel.self)
        guard case .object(let paths) = explaining["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(
            paths.map(\.name) == [
                "/v1/models", "/v1/models/served", "/v1/models/served:predict", "/v1/models/served:explain", "/v2",
                "/v2/models/served", "/v2/models/served/ready", "/v2/models/served/infer", "/", "/v2/health/live",
                "/v2/health/ready", "/metrics", "/openapi.json", "/docs",
            ])
        let other = try await document(of: MixedModel.self)
        #expect(other["paths"]?["/v1/models/served:explain"] == nil)
        #expect(schema("ExplainResponse", of: other) == nil)
    }

    @Test(arguments: [true, false])
    func `every reference leads somewhere`(hasSample: Bool) async throws {
        let documents = [
            try await document(of: ScoringModel.self, sample: hasSample ? ["numbers": Array("[2,3]".utf8)] : nil),
            try await document(of: MixedModel.self), try await document(of: RawModelOfPictures.self),
            try await document(of: HostileModel.self),
        ]
        for document in documents {
            let found = references(in: document)
            #expect(!found.isEmpty)
            for reference in found {
                let parts = reference.split(separator: "/").map(String.init)
                #expect(parts.count == 4 && document[parts[1]]?[parts[2]]?[parts[3]] != nil, "\(reference)")
            }
        }
    }

    @Test func `an instance is described by the input's type, with a sample as the example`() async throws {
        let document = try await document(of: ScoringModel.self, sample: ["numbers": Array("[2, 3.50]".utf8)])
        #expect(
            text(schema("Instance", of: document))
                == ##"{"anyOf":[{"type":"array","items":{"type":"number"}},{"$ref":"#/components/schemas/Base64"},"##
                + #"{"type":"object","properties":{"numbers":{"anyOf":[{"type":"array","items":{"type":"number"}},"#
                + ##"{"$ref":"#/components/schemas/Base64"}]}},"required":["numbers"]}],"##
                + #""description":"`numbers`: application/json, at most 4096 bytes. Any count of numbers.","#
                + #""examples":[[2,3.50]]}"#)
        let predict = document["paths"]?["/v1/models/served:predict"]?["post"]
        let body = predict?["requestBody"]?["content"]?["application/json"]
        #expect(text(body?["example"]) == #"{"instances":[[2,3.50]]}"#)
        let response = predict?["responses"]?["200"]?["content"]?["application/json"]
        #expect(
            text(response?["example"])
                == #"{"predictions":[{"scores":[{"label":"2.0","score":2},{"label":"3.5","score":3.5}]}]}"#)
    }

    @Test func `what is answered to the sample describes an output that cannot be read`() async throws {
        let document = try await document(of: ScoringModel.self, sample: ["numbers": Array("[2]".utf8)])
        #expect(
            text(schema("Prediction", of: document)?["properties"])
                == #"{"scores":{"type":"array","items":{"type":"object","properties":{"label":{"type":"string"},"#
                + #""score":{"type":"number"}},"required":["label","score"]}}}"#)
        // An explanation can be read, so its type tells.
        #expect(
            text(schema("Explanation", of: document)) == #"{"type":"object","additionalProperties":{"type":"number"}}"#)
    }

    @Test func `an explanation that cannot be read is described by the one of the sample`() async throws {
        let sample = ["input": Array("5".utf8)]
        #expect(
            text(schema("Explanation", of: try await document(of: RawExplainer.self, sample: sample)))
                == #"{"type":"object","properties":{"why":{"type":"array","items":{"type":"number"}}},"#
                + #""required":["why"]}"#)
        // To 6 it has no explanation, but a prediction.
        let unexplained = try await document(of: RawExplainer.self, sample: ["input": Array("6".utf8)])
        #expect(text(schema("Explanation", of: unexplained)) == "{}")
        #expect(schema("Prediction", of: unexplained)?["examples"] == [6])
    }

    @Test func `several inputs are members of an instance, an output that can be read needs no sample`() async throws {
        let document = try await document(of: MixedModel.self)
        let instance = schema("Instance", of: document)
        let base64 = ##"{"$ref":"#/components/schemas/Base64"}"##
        #expect(
            text(instance?["properties"])
                == #"{"options":{"anyOf":[{"type":"object","properties":{"scale":{"anyOf":[{"type":"number"},"#
                + #"{"type":"null"}]},"kind":{"enum":["near","far"]}},"required":["kind"]},"# + base64
                + #"]},"caption":{"anyOf":[{"type":"string"},"# + base64
                + #"]},"picture":{"anyOf":[{"type":"string","contentEncoding":"base64"},"# + base64 + "]}}")
        #expect(text(instance?["required"]) == #"["options","caption","picture"]"#)
        #expect(
            text(schema("Prediction", of: document))
                == ##"{"$ref":"#/components/schemas/OutputOutput","description":"`results.json`: application/json."}"##)
        #expect(
            text(schema("OutputOutput", of: document))
                == #"{"type":"object","properties":{"size":{"type":"integer"},"next":{"type":"array","items":"#
                + ##"{"$ref":"#/components/schemas/OutputOutput"}}},"required":["size","next"]}"##)
    }

    @Test func `bytes stand in base64, in examples too`() async throws {
        let document = try await document(of: RawModelOfPictures.self, sample: ["picture": [0xFF, 0x00]])
        let predict = document["paths"]?["/v1/models/served:predict"]?["post"]
        let request = predict?["requestBody"]?["content"]?["application/json"]
        #expect(text(request?["example"]) == #"{"instances":[{"b64":"/wA="}]}"#)
        let response = predict?["responses"]?["200"]?["content"]?["application/json"]
        #expect(text(response?["example"]) == #"{"predictions":[{"label":"cat","mask":{"b64":"AQID"}}]}"#)
        #expect(
            text(schema("Prediction", of: document)?["properties"])
                == ##"{"label":{"type":"string"},"mask":{"$ref":"#/components/schemas/Base64"}}"##)
    }

    @Test func `failures have their statuses, and an overload says when to try again`() async throws {
        let document = try await document(of: ScoringModel.self)
        guard case .object(let responses) = document["paths"]?["/v1/models/served:predict"]?["post"]?["responses"]
        else {
            Issue.record("no responses")
            return
        }
        #expect(responses.map(\.name) == ["200", "400", "404", "413", "415", "500", "503", "504"])
        let components = document["components"]?["responses"]
        #expect(components?["NotAvailable"]?["headers"]?["Retry-After"] != nil)
        #expect(components?["TimedOut"]?["headers"] == nil)
    }

    @Test func `a name is encoded in paths`() async throws {
        let document = try await document(of: MixedModel.self, name: "a/b {é}")
        #expect(document["paths"]?["/v1/models/a%2Fb%20%7B%C3%A9%7D:predict"] != nil)
    }

    @Test func `a model that is not loaded is described all the same`() async throws {
        let document = try await document(
            of: ScoringModel.self, sample: ["numbers": Array("[2]".utf8)], isLoaded: false)
        #expect(schema("Prediction", of: document)?["properties"] == nil)
        #expect(schema("Instance", of: document)?["examples"] != nil)
    }

    @Test func `the sample is asked for until it is answered, then no more`() async {
        let calls = FailingOnce.Calls()
        let examples = await FailingOnce.$calls.withValue(calls) {
            let host = ModelHost(
                FailingOnce.self, context: ModelContext(modelDirectory: "/nowhere"), logger: quiet)
            await host.load()
            let page = ModelPage(host: host, modelName: "once", sample: ["input": Array("5".utf8)])
            var examples: [JSONTree?] = []
            for _ in 0..<3 {
                let document = try? JSONTree(parsing: await page.openAPI())
                examples.append(document.flatMap { schema("Prediction", of: $0)?["examples"] })
            }
            return examples
        }
        #expect(examples == [nil, [[5]], [[5]]])
        #expect(calls.count.withLock { $0 } == 2)
    }

    @Test func `a sample that cannot be shown is left out`() async throws {
        let large = Array("[\(String(repeating: "1,", count: 70_000))1]".utf8)
        for sample in [large, Array("[1".utf8), []] {
            let document = try await document(of: ScoringModel.self, sample: ["numbers": sample])
            #expect(schema("Instance", of: document)?["examples"] == nil)
        }
        let document = try await document(of: ScoringModel.self, sample: [:])
        #expect(schema("Instance", of: document)?["examples"] == nil)
    }
}
