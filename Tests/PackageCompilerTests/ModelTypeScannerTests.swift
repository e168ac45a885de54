import Testing

@testable import PackageCompiler

@Suite struct ModelTypeScannerTests {
    /// A source text and the models in it: `public Name:line`, or `hidden Name:line`.
    private static let table: [(source: String, models: [String])] = [
        ("public struct A: TypedModel {}", ["public A:1"]),
        ("public final class A: TypedModel {}", ["public A:1"]),
        ("open class A: Base, RawModel {}", ["public A:1"]),
        ("public actor A: RawBatchModel {}", ["public A:1"]),
        ("public enum A: RawExplainingModel {}", ["public A:1"]),
        ("final public class A: @unchecked Sendable, TypedExplainingModel {}", ["public A:1"]),
        ("public struct A: ChassisModel.TypedBatchModel {}", ["public A:1"]),
        ("public struct A: TypedModel<[Float], Double> {}", ["public A:1"]),
        ("public struct A: TypedModel<(Int) -> Void, [String: Int]>, Codable {}", ["public A:1"]),
        ("public struct A: Codable & TypedModel {}", ["public A:1"]),
        ("public struct A<T: Sendable>: TypedModel where T: Codable {}", ["public A:1"]),
        ("public\nstruct\n  A\n  :\n  Codable,\n  TypedModel\n{\n}", ["public A:3"]),
        ("@available(macOS 15, *) @MainActor public struct A: TypedModel {}", ["public A:1"]),
        ("public @Wrapped(x: [1]) final class A: TypedModel {}", ["public A:1"]),
        ("public struct `class`: TypedModel {}", ["public class:1"]),
        ("public struct A: nonisolated TypedModel {}", ["public A:1"]),
        ("public struct A: ~Copyable, @preconcurrency TypedModel {}", ["public A:1"]),
        ("public struct Größe: TypedModel {}", ["public Größe:1"]),

        // Access.
        ("struct A: TypedModel {}", ["hidden A:1"]),
        ("internal struct A: TypedModel {}", ["hidden A:1"]),
        ("package struct A: TypedModel {}", ["hidden A:1"]),
        ("private struct A: TypedModel {}", ["hidden A:1"]),
        ("public let x = 1\nstruct A: TypedModel {}", ["hidden A:2"]),
        ("public enum N { struct A: TypedModel {} }", ["hidden N.A:1"]),
        ("public enum N { public struct A: TypedModel {} }", ["public N.A:1"]),
        ("enum N { public struct A: TypedModel {} }", ["hidden N.A:1"]),
        ("public enum N {}\npublic extension N { struct A: TypedModel {} }", ["public N.A:2"]),
        ("public enum N {}\npublic extension N { internal struct A: TypedModel {} }", ["hidden N.A:2"]),
        ("enum N {}\nextension N { public struct A: TypedModel {} }", ["hidden N.A:2"]),

        // Extensions.
        ("public struct A {}\nextension A: TypedModel {}", ["public A:1"]),
        ("struct A {}\npublic extension A {}\nextension A: TypedModel {}", ["hidden A:1"]),
        ("public enum N { public struct A {} }\nextension N.A: @retroactive RawModel {}", ["public N.A:1"]),
        ("extension Elsewhere: TypedModel {}", ["public Elsewhere:1"]),
        ("public struct A {}\nextension MyModule.A: TypedModel {}", ["public A:1"]),
        ("public struct A: TypedModel {}\nextension A: TypedExplainingModel {}", ["public A:1"]),
        ("public struct A<T> {}\nextension A<Int>: TypedModel {}", ["public A:1"]),

        // What is no conformance.
        ("public struct A: Other.TypedModel {}", []),
        ("public struct A: TypedModelling {}", []),
        ("public protocol P: TypedModel {}", []),
        ("public struct A<M: TypedModel> {}", []),
        ("public struct A where M: TypedModel {}", []),
        ("public func f<M: TypedModel>(_ m: M) {}", []),
        ("public let x: any TypedModel = y", []),
        ("func f() { struct A: TypedModel {} }", []),
        ("public struct A { var x: Int { struct B: TypedModel {}; return 1 } }", []),
        ("import struct ChassisModel.TypedModel\npublic struct A {}", []),
        ("class func make() -> TypedModel {}", []),
        ("", []),

        // Comments and literals.
        ("// public struct A: TypedModel {}", []),
        ("/* public struct A: TypedModel {} */", []),
        ("/* a /* b */ public struct A: TypedModel {} */", []),
        ("/// `struct A: TypedModel {`\npublic struct B: RawModel {}", ["public B:2"]),
        ("public struct A /* x */ : // y\n TypedModel {}", ["public A:1"]),
        ("let s = \"public struct A: TypedModel {}\"", []),
        ("let s = \"\"\"\npublic struct A: TypedModel {}\n\"\"\"\npublic struct B: TypedModel {}", ["public B:4"]),
        ("let s = #\"\"\"\n\"\"\" struct A: TypedModel {\n\"\"\"#\npublic struct B: TypedModel {}", ["public B:4"]),
        ("let s = #\"a \" struct A: TypedModel {}\"#\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let s = \"\\\"{\"\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let s = \"{\\(f(\"}\", (1)))\"\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let s = ##\"\\#(x) \\##(f(\")\")) {\"##\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let r = /[{\"]/\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let r = #/ { \" /#\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let r = a / b; let s = c / d\npublic struct B: TypedModel {}", ["public B:2"]),
        ("let s = \"not closed\npublic struct B: TypedModel {}", ["public B:2"]),

        // Conditional compilation, and names that are keywords elsewhere.
        (
            "#if os(Linux)\npublic struct A: TypedModel {}\n#else\npublic struct A: TypedModel {}\n#endif",
            ["public A:2"]
        ),
        ("let actor = 1\npublic struct B: TypedModel {}", ["public B:2"]),
        ("class C { class var x: Int { 1 } }\npublic struct B: TypedModel {}", ["public B:2"]),
        ("public struct A: TypedModel {}\npublic struct B: RawModel {}", ["public A:1", "public B:2"]),
    ]

    @Test(arguments: table)
    func `a model is found where the source declares one`(source: String, models: [String]) {
        let found = ModelTypeScanner.models(in: [.init(path: "A.swift", text: source)])
        #expect(found.map { "\($0.isPublic ? "public" : "hidden") \($0.name):\($0.line)" } == models)
    }

    @Test func `no cut of a source makes the scanner fail`() {
        let source = Self.table.map(\.source).joined(separator: "\n")
        for length in stride(from: 0, to: source.count, by: 7) {
            _ = ModelTypeScanner.models(in: [.init(path: "A.swift", text: String(source.prefix(length)))])
        }
    }

    @Test func `a conformance in another file belongs to the type's declaration`() throws {
        let files: [ModelTypeScanner.SourceFile] = [
            .init(path: "A+Model.swift", text: "import ChassisModel\n\nextension A: TypedModel {}"),
            .init(path: "A.swift", text: "\npublic struct A {}"),
        ]
        let model = try ModelTypeScanner.model(in: files, target: "T")
        #expect(model == ModelType(name: "A", isPublic: true, file: "A.swift", line: 2))
    }

    @Test func `a hidden model beside a public one is passed over`() throws {
        let files: [ModelTypeScanner.SourceFile] = [
            .init(path: "A.swift", text: "struct Fake: TypedModel {}\npublic struct A: TypedModel {}")
        ]
        #expect(try ModelTypeScanner.model(in: files, target: "T").name == "A")
    }

    @Test func `no model, hidden ones and several are told apart`() {
        func error(_ text: String) -> ModelTypeError? {
            do {
                _ = try ModelTypeScanner.model(in: [.init(path: "A.swift", text: text)], target: "T")
                return nil
            } catch {
                return error
            }
        }
        #expect(error("public struct A {}") == ModelTypeError.none(target: "T"))
        let hidden = ModelType(name: "A", isPublic: false, file: "A.swift", line: 1)
        #expect(error("struct A: RawModel {}") == .notPublic([hidden]))
        #expect(ModelTypeError.notPublic([hidden]).diagnostics.map(\.location) == ["A.swift:1"])
        let several = [
            ModelType(name: "A", isPublic: true, file: "A.swift", line: 1),
            ModelType(name: "B", isPublic: true, file: "A.swift", line: 2),
        ]
        #expect(error("public struct A: RawModel {}\npublic struct B: RawModel {}") == .several(several))
        #expect(ModelTypeError.several(several).diagnostics[0].message.contains("B (A.swift:2)"))
        #expect(ModelTypeError.several(several).diagnostics[0].remedies[1].contains("--model B"))
    }
}
