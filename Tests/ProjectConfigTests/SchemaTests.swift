import Testing

@testable import ProjectConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SchemaTests {
    private struct Schema: Decodable {
        struct Property: Decodable {
            let `enum`: [String]?
            let properties: [String: NestedProperty]?
            let additionalProperties: Bool?
            let items: Item?
        }

        struct Item: Decodable {
            let `enum`: [String]?
            let properties: [String: AnyProperty]?
            let required: [String]?
            let additionalProperties: Bool?
        }

        struct AnyProperty: Decodable {}

        struct NestedProperty: Decodable {
            let `default`: Double?
        }

        let properties: [String: Property]
        let additionalProperties: Bool
    }

    /// The schema that is published with the documentation.
    private func schema() throws -> Schema {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try JSONDecoder().decode(
            Schema.self, from: Data(contentsOf: root.appending(path: "docs/chassis.schema.json")))
    }

    @Test func `the schema has the keys that the file has, and no others`() throws {
        let schema = try schema()
        #expect(Set(schema.properties.keys) == Set(ProjectFile.Key.allCases.map(\.rawValue)))
        #expect(!schema.additionalProperties)
    }

    @Test func `the schema has the interfaces that there are`() throws {
        #expect(try schema().properties["interface"]?.enum == ServingInterface.allCases.map(\.rawValue))
    }

    @Test func `the schema has the ways of linking, and the protocols that can be added`() throws {
        let properties = try schema().properties
        #expect(properties["linking"]?.enum == LinkingChoice.allCases.map(\.rawValue))
        #expect(properties["protocols"]?.items?.enum == [ServerFeature.grpcV2.rawValue])
    }

    @Test func `the schema has the keys of a sample, and their default`() throws {
        let sample = try #require(try schema().properties["sample"])
        let properties = try #require(sample.properties)
        #expect(Set(properties.keys) == Set(SampleDeclaration.Key.allCases.map(\.rawValue)))
        #expect(sample.additionalProperties == false)
        #expect(properties["tolerance"]?.default == Sample.usualTolerance)
    }

    @Test func `the schema has the keys of a named file, and what can be included`() throws {
        let properties = try schema().properties
        let item = try #require(properties["files"]?.items)
        #expect(Set(item.properties?.keys.map(\.self) ?? []) == Set(FileDeclaration.Key.allCases.map(\.rawValue)))
        #expect(item.required == ["source", "destination"])
        #expect(item.additionalProperties == false)
        #expect(properties["include"]?.items?.enum == ImageInclusion.allCases.map(\.rawValue))
    }
}
