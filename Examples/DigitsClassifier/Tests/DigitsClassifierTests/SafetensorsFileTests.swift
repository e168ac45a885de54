import ChassisModel
import Testing

@testable import DigitsClassifier

struct SafetensorsFileTests {
    private static let path = "models/w.safetensors"
    private static let good = SafetensorsBuilder([("w", [2, 2], [1, 2, 3, 4])])

    /// Files that cannot be opened at all.
    static let unreadable: [(name: String, file: ModelFile, error: SafetensorsError)] = [
        ("empty", ModelFile([]), .truncatedHeader(path: path, expectedBytes: 8, foundBytes: 0)),
        ("cut in the length", good.file().prefix(7), .truncatedHeader(path: path, expectedBytes: 8, foundBytes: 7)),
        (
            "cut in the header", good.file().prefix(18),
            .truncatedHeader(path: path, expectedBytes: UInt64(good.header.utf8.count), foundBytes: 10)
        ),
        (
            "a header longer than the file", good.file(headerLength: 100_000_000),
            .truncatedHeader(
                path: path, expectedBytes: 100_000_000, foundBytes: good.header.utf8.count + good.numbers.count * 4)
        ),
        (
            "a header longer than the format allows", good.file(headerLength: 100_000_001),
            .headerTooLarge(path: path, bytes: 100_000_001, maxBytes: 100_000_000)
        ),
        (
            "a length that is no Int", good.file(headerLength: .max),
            .headerTooLarge(path: path, bytes: .max, maxBytes: 100_000_000)
        ),
    ]

    @Test(arguments: unreadable)
    func `a file that is cut off or of another kind is refused`(name: String, file: ModelFile, error: SafetensorsError)
    {
        #expect(throws: error) { try SafetensorsFile(file, path: Self.path) }
    }

    @Test(arguments: [
        "", "{", "[]", "{\"w\":3}", "{\"w\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
    ])
    func `a header that is not the format's JSON is refused`(header: String) throws {
        let error = #expect(throws: SafetensorsError.self) {
            try SafetensorsFile(SafetensorsBuilder(header: header).file(), path: Self.path)
        }
        guard case .malformedHeader(Self.path, _) = error else {
            Issue.record("expected a malformed header, found \(String(describing: error))")
            return
        }
    }

    /// Tensors named `w` in a file with two numbers, asked for with the shape `[2]`.
    static let unusable: [(entry: String, error: SafetensorsError)] = [
        (
            #""v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"u":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}"#,
            .missingTensor(path: path, tensor: "w", found: ["u", "v"])
        ),
        (
            #""w":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}"#,
            .unsupportedType(path: path, tensor: "w", type: "F64")
        ),
        (
            #""w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}"#,
            .wrongShape(path: path, tensor: "w", expected: [2], found: [1, 2])
        ),
        (#""w":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}"#, outOfBounds([0, 12])),
        (#""w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#, outOfBounds([-8, 0])),
        (#""w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#, outOfBounds([8, 0])),
        (#""w":{"dtype":"F32","shape":[2],"data_offsets":[9,17]}"#, outOfBounds([9, 17])),
        (#""w":{"dtype":"F32","shape":[2],"data_offsets":[0]}"#, outOfBounds([0])),
        (#""w":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}"#, outOfBounds([0, 4, 8])),
        (
            #""w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}"#,
            .wrongSize(path: path, tensor: "w", expectedBytes: 8, foundBytes: 4)
        ),
        (
            #""w":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}"#,
            .wrongSize(path: path, tensor: "w", expectedBytes: 8, foundBytes: 7)
        ),
    ]

    @Test(arguments: unusable)
    func `a tensor that is not what the network needs is refused`(entry: String, error: SafetensorsError) throws {
        let contents = SafetensorsBuilder(header: "{\(entry)}", numbers: [1, 2]).file()
        let file = try SafetensorsFile(contents, path: Self.path)
        #expect(throws: error) { try file.tensor("w", shape: [2]) }
        #expect(error.description.contains(Self.path))
        #expect(error.description.contains("tensor w"))
    }

    @Test func `a file whose end is missing names the first tensor that is cut`() throws {
        let file = try SafetensorsFile(Self.good.file().dropLast(), path: Self.path)
        #expect(throws: SafetensorsError.outOfBounds(path: Self.path, tensor: "w", offsets: [0, 16], dataBytes: 15)) {
            try file.tensor("w", shape: [2, 2])
        }
    }

    @Test(arguments: 0..<4)
    func `numbers are read wherever the header ends, and notes are skipped`(padding: Int) throws {
        var builder = SafetensorsBuilder([("v", [1], [7]), ("w", [2, 2], [1, -2.5, 0, .greatestFiniteMagnitude])])
        builder.header = #"{"__metadata__":{"seed":"0"},"# + builder.header.dropFirst()
        builder.header += String(repeating: " ", count: padding)
        // A slice, whose first index is not 0, reads like any other data.
        let file = try SafetensorsFile(ModelFile([0xFF] + builder.file()).dropFirst(), path: Self.path)
        #expect(try file.tensor("w", shape: [2, 2]) == [1, -2.5, 0, .greatestFiniteMagnitude])
        #expect(try file.tensor("v", shape: [1]) == [7])
    }

    private static func outOfBounds(_ offsets: [Int]) -> SafetensorsError {
        .outOfBounds(path: path, tensor: "w", offsets: offsets, dataBytes: 8)
    }
}
