import BuildReport
import ImageAssembly
import OCISpec
import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import ImageBuild

@Suite struct BuildMetadataTests {
    private func result() throws -> BuildResult {
        let digest = try Digest.of([])
        let descriptor = Descriptor(mediaType: .imageManifest, digest: digest, size: 7)
        let layer = BuildResult.Layer(content: "files", descriptor: descriptor, diffID: digest, uncompressedSize: 9)
        let part = BuildResult.Part(
            platform: .linuxAMD64, manifest: descriptor, config: descriptor, layers: [layer, layer], baseLayers: 0,
            executableBytes: 12)
        return BuildResult(
            digest: digest, root: descriptor, reference: try ImageReference(parsing: "team/digits:v1"), parts: [part])
    }

    @Test func `a step is timed when it ends, and told on`() {
        let times = StepTimes(SilentReporter())
        times.report(.began(.compile, title: "compiling"))
        #expect(times.steps.isEmpty)
        times.report(.ended(.compile, summary: "done", duration: .milliseconds(1234)))
        #expect(times.steps == [.init(step: .compile, summary: "done", duration: .milliseconds(1234))])
    }

    @Test func `the file says what was built and how long each step took`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("metadata.json")
            let step = StepTimes.Step(step: .compile, summary: "done", duration: .milliseconds(1234))
            try BuildMetadata(result(), steps: [step]).write(to: file)
            let text = String(decoding: try file.contents(), as: UTF8.self)
            #expect(text.contains(#""containerimage.digest":"sha256:e3b0c44298fc"#))
            #expect(text.contains(#""containerimage.config.digest":"sha256:e3b0c44298fc"#))
            #expect(text.contains(#""image.name":"team/digits:v1""#))
            #expect(text.contains(#""platform":"linux/amd64","size":14}"#))
            #expect(text.contains(#""chassis.steps":[{"name":"compile","seconds":1.234,"summary":"done"}]"#))
            #expect(text.hasSuffix("}\n"))
        }
    }

    @Test func `a place that cannot be written is told, and nothing is left there`() throws {
        #expect(throws: DeliveryError.self) {
            try BuildMetadata(result(), steps: []).write(to: "/nowhere/metadata.json")
        }
    }
}
