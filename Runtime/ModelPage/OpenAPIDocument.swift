import ChassisModel
import JSONCoding
import SchemaProbe

/// The OpenAPI document of a served model ([OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html)).
///
/// The paths hold the model's name, for a server has one model; what its instances and predictions look like follows
/// from the model's declared inputs and outputs, and its types.
struct OpenAPIDocument {
    /// The whole document.
    let json: JSONTree

    /// - Parameter answer: what the model answers to the sample of `subject`, if it was asked.
    init(_ subject: PageSubject, schemas: ModelSchemas, answer: SampleAnswer?) {
        let instances = InstanceSchemas(subject, schemas: schemas, answer: answer)
        json = [
            "openapi": "3.1.1",
            "info": Self.info(subject),
            // Relative to the document, and so right behind a gateway that adds a prefix.
            "servers": [["url": "."]],
            "tags": [
                ["name": "KServe v1", "description": "Instances and predictions in plain JSON."],
                ["name": "Open Inference", "description": "KServe v2: tensors with names, types and shapes."],
                ["name": "Operations", "description": "What orchestrators and monitors read."],
            ],
            "paths": OpenAPIPaths(subject, instances).json,
            "components": [
                "schemas": .object(instances.components + OpenInferenceSchemas.components),
                "responses": OpenAPIResponses.components,
            ],
        ]
    }

    private static func info(_ subject: PageSubject) -> JSONTree {
        let metadata = subject.metadata
        let texts = [
            ("", metadata.details), ("How it works", metadata.technical), ("How well it works", metadata.performance),
        ]
        let description = texts.filter { !$0.1.isEmpty }
            .map { title, text in title.isEmpty ? text : "**\(title)**\n\n\(text)" }
            .joined(separator: "\n\n")
        return .members([
            "title": .string(metadata.name),
            "version": .string(metadata.version),
            "summary": metadata.summary.isEmpty ? nil : .string(metadata.summary),
            "description": description.isEmpty ? nil : .string(description),
            "contact": metadata.author.isEmpty ? nil : ["name": .string(metadata.author)],
        ])
    }
}
