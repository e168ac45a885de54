import BuildReport
import OCISpec

/// What is new in an image beside the last one of its name, and what has grown.
public struct SizeReport: Hashable, Sendable {
    /// A layer beside the last image.
    public struct Layer: Hashable, Sendable {
        /// What is in it: `model files`.
        public let content: String
        /// The number of bytes as they are stored.
        public let bytes: Int64
        /// Whether the last image has it too, so that whoever has that one need not fetch it.
        public let isReused: Bool
        /// The bytes of the layer that stood in its place; nil when there was none.
        public let bytesBefore: Int64?
    }

    /// A file that is larger than it was, or new.
    public struct GrownFile: Hashable, Sendable {
        /// Its path in the image.
        public let path: String
        /// Its size.
        public let bytes: Int64
        /// Its size in the last image; nil when it was not there.
        public let bytesBefore: Int64?

        var growth: Int64 { bytes - (bytesBefore ?? 0) }
    }

    /// How many files are told; the rest is in the sum.
    private static let filesMax = 5

    /// The layers, bottom first.
    public let layers: [Layer]
    /// All bytes of the last image; nil when there was none.
    public let bytesBefore: Int64?
    /// The files that have grown most, that first which has grown the most.
    public let grownFiles: [GrownFile]

    /// All bytes of the layers as they are stored.
    public var bytes: Int64 { layers.reduce(0) { $0 + $1.bytes } }
    /// The bytes that somebody who has the last image must fetch.
    public var newBytes: Int64 { layers.filter { !$0.isReused }.reduce(0) { $0 + $1.bytes } }

    /// Compares `record` with the last image, `last`.
    init(_ record: ImageRecord, after last: ImageRecord?) {
        let known = Set(last?.layers.map(\.digest) ?? [])
        layers = record.layers.map { layer in
            Layer(
                content: layer.content, bytes: layer.bytes, isReused: known.contains(layer.digest),
                bytesBefore: last?.layers.first { $0.content == layer.content }?.bytes)
        }
        bytesBefore = last?.bytes
        guard let last else {
            grownFiles = []
            return
        }
        let grown = record.files.map { GrownFile(path: $0.key, bytes: $0.value, bytesBefore: last.files[$0.key]) }
            .filter { $0.growth > 0 }
            .sorted { ($0.growth, $1.path) > ($1.growth, $0.path) }
        grownFiles = Array(grown.prefix(Self.filesMax))
    }

    /// Whether every layer was in the last image.
    var isUnchanged: Bool { layers.allSatisfy(\.isReused) }

    /// For people: the sums, and what they come from. Empty when there was no last image, or nothing is new.
    var lines: [String] {
        guard let bytesBefore, !isUnchanged else { return [] }
        let sum = "\(ByteCount(bytes)), \(ByteCount(newBytes)) of it new; \(Self.change(bytes, bytesBefore))"
        let new = layers.filter { !$0.isReused }.map { layer in
            "  \(layer.content): \(ByteCount(layer.bytes))"
                + (layer.bytesBefore.map { ", \(Self.change(layer.bytes, $0))" } ?? ", not there before")
        }
        let files = grownFiles.map { file in
            "  \(file.path): \(ByteCount(file.bytes))"
                + (file.bytesBefore.map { ", \(Self.change(file.bytes, $0))" } ?? ", new")
        }
        return [sum] + new + files
    }

    /// `1.20 kB more than before`
    private static func change(_ bytes: Int64, _ before: Int64) -> String {
        switch bytes - before {
        case 0: "as large as before"
        case let more where more > 0: "\(ByteCount(more)) more than before"
        case let less: "\(ByteCount(-less)) less than before"
        }
    }
}
