import ImageAssembly
import OCISpec
public import SystemPackage

/// The JSON of `--metadata-file`, for the scripts that come after a build. Keys with `containerimage.` and `image.name`
/// mean what they mean to `docker buildx build --metadata-file`.
public struct BuildMetadata: Encodable {
    private struct Step: Encodable {
        let name: String
        let summary: String
        let seconds: Double
    }

    private enum CodingKeys: String, CodingKey {
        case digest = "containerimage.digest"
        case descriptor = "containerimage.descriptor"
        case config = "containerimage.config.digest"
        case name = "image.name"
        case layers = "chassis.layers"
        case executableBytes = "chassis.executable.size"
        case steps = "chassis.steps"
    }

    private let digest: Digest
    private let descriptor: Descriptor
    private let config: Digest
    private let name: String?
    private let layers: [Descriptor]
    private let executableBytes: Int64
    private let steps: [Step]

    /// What came of a build, and how long its steps took.
    public init(_ result: BuildResult, steps: [StepTimes.Step]) {
        digest = result.digest
        descriptor = result.manifest
        config = result.config.digest
        name = result.reference?.description
        layers = result.layers
        executableBytes = result.executableBytes
        self.steps = steps.map {
            Step(
                name: $0.step.rawValue, summary: $0.summary,
                seconds: ($0.duration / .milliseconds(1)).rounded() / 1000)
        }
    }

    /// Writes the file, whole or not at all.
    /// - Throws: `DeliveryError`.
    public func write(to file: FilePath) throws {
        let bytes = try CanonicalJSON.encode(self) + [UInt8(ascii: "\n")]
        let folder = file.removingLastComponent()
        let partial = try PartialFile(in: folder.isEmpty ? "." : folder, for: file, disk: Disk())
        do {
            try bytes.withUnsafeBytes { try partial.write($0) }
            try partial.commit(as: file)
        } catch {
            partial.discard()
            throw error
        }
    }
}
