import OCISpec
public import SystemPackage

/// The JSON of `--metadata-file`, for the scripts that come after a build. Keys with `containerimage.` and `image.name`
/// mean what they mean to `docker buildx build --metadata-file`; those of one image are missing beside an index.
public struct BuildMetadata: Encodable {
    private struct Step: Encodable {
        let name: String
        let summary: String
        let seconds: Double
    }

    private struct Layer: Encodable {
        let content: String
        let digest: Digest
        let diffID: Digest
        let mediaType: MediaType
        let size: Int64
        let uncompressedSize: Int64
        /// Whether the last image of that name had it; nil when there was none.
        let isReused: Bool?
    }

    private struct Image: Encodable {
        let platform: String
        let manifest: Digest
        let config: Digest
        let baseLayers: Int
        let layers: [Layer]
        let executableSize: Int64
        /// All layers above the base's, and those that the last image of that name did not have.
        let size: Int64
        let newSize: Int64?
    }

    private enum CodingKeys: String, CodingKey {
        case digest = "containerimage.digest"
        case descriptor = "containerimage.descriptor"
        case config = "containerimage.config.digest"
        case name = "image.name"
        case images = "chassis.images"
        case steps = "chassis.steps"
    }

    private let digest: Digest
    private let descriptor: Descriptor
    private let config: Digest?
    private let name: String?
    private let images: [Image]
    private let steps: [Step]

    /// What came of a build, and how long its steps took.
    public init(_ result: BuildResult, steps: [StepTimes.Step]) {
        digest = result.digest
        descriptor = result.root
        config = result.parts.count == 1 ? result.parts[0].config.digest : nil
        name = result.reference?.description
        images = result.parts.enumerated().map { place, part in
            let report = place < result.sizeReports.count ? result.sizeReports[place] : nil
            return Self.image(part, report)
        }
        self.steps = steps.map {
            Step(
                name: $0.step.rawValue, summary: $0.summary,
                seconds: ($0.duration / .milliseconds(1)).rounded() / 1000)
        }
    }

    private static func image(_ part: BuildResult.Part, _ report: SizeReport?) -> Image {
        let last = report.flatMap { $0.bytesBefore == nil ? nil : $0 }
        let reused = last?.layers.suffix(part.layers.count).map(\.isReused)
        let layers = part.layers.enumerated().map { place, layer in
            Layer(
                content: layer.content, digest: layer.descriptor.digest, diffID: layer.diffID,
                mediaType: layer.descriptor.mediaType, size: layer.descriptor.size,
                uncompressedSize: layer.uncompressedSize, isReused: reused?[place])
        }
        return Image(
            platform: part.platform.description, manifest: part.manifest.digest, config: part.config.digest,
            baseLayers: part.baseLayers, layers: layers, executableSize: part.executableBytes,
            size: layers.reduce(0) { $0 + $1.size }, newSize: last?.newBytes)
    }

    /// Writes the file, whole or not at all.
    /// - Throws: `DeliveryError`.
    public func write(to file: FilePath) throws {
        try ResultFile.write(CanonicalJSON.encode(self), to: file)
    }
}
