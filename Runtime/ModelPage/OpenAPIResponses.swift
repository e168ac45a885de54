import JSONCoding

/// The answers that are not a success, which many paths have in common.
enum OpenAPIResponses {
    /// The component of each status.
    private static let names: KeyValuePairs = [
        400: ("BadRequest", "The request is not what the model reads; the error names the place."),
        404: ("NotFound", "No model of this name is served."),
        413: ("TooLarge", "The body is larger than the server's limit."),
        415: ("UnsupportedMediaType", "The body is encoded in a way that the server does not read."),
        500: ("ModelFailed", "The model failed, or answered something else than it declares."),
        503: ("NotAvailable", "The model is not loaded, the server is about to end, or too many requests wait."),
        504: ("TimedOut", "The model did not answer in time."),
    ]

    /// All of them.
    static var components: JSONTree {
        .object(
            names.map { status, response in
                .init(
                    response.0,
                    .members([
                        "description": .string(response.1),
                        "headers": status == 503 ? retryAfter : nil,
                        "content": json(schema: "Error"),
                    ]))
            })
    }

    private static let retryAfter: JSONTree = [
        "Retry-After": [
            "description": "In how many seconds to try again; there when too many requests wait.",
            "schema": ["type": "integer"],
        ]
    ]

    /// A success with a body of the component `schema`, and the failures with these statuses.
    static func success(_ description: String, schema: String, example: JSONTree? = nil, or statuses: Int...)
        -> JSONTree
    {
        success(description, content: json(schema: schema, example: example), or: statuses)
    }

    /// A success with a body of `content`, and the failures with these statuses.
    static func success(_ description: String, content: JSONTree, or statuses: [Int] = []) -> JSONTree {
        let success = JSONTree.Member("200", ["description": .string(description), "content": content])
        let failures = names.filter { statuses.contains($0.key) }.map { status, response in
            JSONTree.Member("\(status)", ["$ref": .string("#/components/responses/\(response.0)")])
        }
        return .object([success] + failures)
    }

    /// A body in JSON.
    static func json(schema: String, example: JSONTree? = nil) -> JSONTree {
        [
            "application/json": .members([
                "schema": ["$ref": .string(InstanceSchemas.place + schema)], "example": example,
            ])
        ]
    }
}
