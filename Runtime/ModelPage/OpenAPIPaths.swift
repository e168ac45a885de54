import JSONCoding

/// The paths of a served model.
struct OpenAPIPaths {
    private let subject: PageSubject
    private let instances: InstanceSchemas

    init(_ subject: PageSubject, _ instances: InstanceSchemas) {
        self.subject = subject
        self.instances = instances
    }

    /// All of them, each with its methods.
    var json: JSONTree { .object(kserve + openInference + operations) }

    private func get(_ id: String, _ summary: String, tag: String, _ responses: JSONTree) -> JSONTree {
        [
            "get": [
                "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
                "responses": responses,
            ]
        ]
    }

    private func post(_ id: String, _ summary: String, tag: String, body: JSONTree, _ responses: JSONTree) -> JSONTree {
        [
            "post": [
                "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
                "requestBody": ["required": true, "content": body], "responses": responses,
            ]
        ]
    }

    /// A body in JSON with these members, all of which are there.
    private func object(_ members: KeyValuePairs<String, JSONTree>) -> JSONTree {
        let schema: JSONTree = [
            "type": "object", "properties": .object(members.map { .init($0.key, $0.value) }),
            "required": .array(members.map { .string($0.key) }),
        ]
        return ["application/json": ["schema": schema]]
    }

    // MARK: KServe v1

    private var kserve: [JSONTree.Member] {
        let tag = "KServe v1", path = "/v1" + subject.modelPath
        let body = OpenAPIResponses.json(schema: "PredictRequest", example: instances.requestExample)
        let predict = post(
            "predict", "Predicts from each instance, in their order", tag: tag, body: body,
            OpenAPIResponses.success(
                "A prediction for each instance.", schema: "PredictResponse", example: instances.responseExample,
                or: 400, 404, 413, 415, 500, 503, 504))
        let explain = post(
            "explain", "Predicts from each instance, and says why", tag: tag, body: body,
            OpenAPIResponses.success(
                "A prediction and an explanation for each instance.", schema: "ExplainResponse",
                or: 400, 404, 413, 415, 500, 503, 504))
        let models = object(["models": ["type": "array", "items": ["type": "string"]]])
        let status = object(["name": ["type": "string"], "ready": ["type": "boolean"]])
        let paths: [JSONTree.Member] = [
            .init(
                "/v1/models",
                get(
                    "listModels", "Lists the one model", tag: tag,
                    OpenAPIResponses.success("The names of the models.", content: models))),
            .init(
                path,
                get(
                    "modelStatus", "Says whether the model is ready", tag: tag,
                    OpenAPIResponses.success("The model is ready.", content: status, or: [404, 503]))),
            .init(path + ":predict", predict),
        ]
        return subject.explains ? paths + [.init(path + ":explain", explain)] : paths
    }

    // MARK: Open Inference Protocol

    private var openInference: [JSONTree.Member] {
        let tag = "Open Inference", path = "/v2" + subject.modelPath
        // The binary form of a message begins with the same JSON, whose size a header tells.
        let binary = JSONTree.Member("application/octet-stream", [:])
        func messages(_ schema: String) -> JSONTree {
            guard case .object(let json) = OpenAPIResponses.json(schema: schema) else { return [:] }
            return .object(json + [binary])
        }
        return [
            .init(
                "/v2",
                get(
                    "serverMetadata", "Says what the server is", tag: tag,
                    OpenAPIResponses.success("Name, version and extensions.", schema: "ServerMetadata"))),
            .init(
                path,
                get(
                    "modelMetadata", "Says which tensors the model takes and gives", tag: tag,
                    OpenAPIResponses.success("The model's tensors.", schema: "ModelMetadata", or: 404))),
            .init(
                path + "/ready",
                get(
                    "modelReady", "Says whether the model is ready", tag: tag,
                    OpenAPIResponses.success(
                        "The model is ready.",
                        content: object(["name": ["type": "string"], "ready": ["type": "boolean"]]), or: [404, 503]))),
            .init(
                path + "/infer",
                post(
                    "infer", "Predicts from tensors", tag: tag, body: messages("InferRequest"),
                    OpenAPIResponses.success(
                        "The tensors that the model gives.", content: messages("InferResponse"),
                        or: [400, 404, 413, 415, 500, 503, 504]))),
        ]
    }

    // MARK: Operations

    private var operations: [JSONTree.Member] {
        let tag = "Operations"
        func text(_ mediaType: String) -> JSONTree { .object([.init(mediaType, ["schema": ["type": "string"]])]) }
        let document: JSONTree = ["application/json": ["schema": ["type": "object"]]]
        return [
            .init(
                "/",
                get(
                    "alive", "Says that the server is there", tag: tag,
                    OpenAPIResponses.success("It is.", content: object(["status": ["type": "string"]])))),
            .init(
                "/v2/health/live",
                get(
                    "live", "Says that the server is there", tag: tag,
                    OpenAPIResponses.success("It is.", content: object(["live": ["type": "boolean"]])))),
            .init(
                "/v2/health/ready",
                get(
                    "ready", "Says whether requests are answered", tag: tag,
                    OpenAPIResponses.success(
                        "They are.", content: object(["ready": ["type": "boolean"]]), or: [503]))),
            .init(
                "/metrics",
                get(
                    "metrics", "Counts and times, for Prometheus", tag: tag,
                    OpenAPIResponses.success("The text format of Prometheus.", content: text("text/plain")))),
            .init(
                "/openapi.json",
                get("openapi", "This document", tag: tag, OpenAPIResponses.success("OpenAPI.", content: document))),
            .init(
                "/docs",
                get(
                    "docs", "A page to try the model on", tag: tag,
                    OpenAPIResponses.success("The page.", content: text("text/html")))),
        ]
    }
}
