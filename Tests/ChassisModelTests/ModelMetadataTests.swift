import ChassisModel
import Testing

@Suite struct ModelMetadataTests {
    @Test func `a name and a version are enough, and the rest has the usual values`() {
        let metadata = ModelMetadata(name: "m", version: "1")
        #expect(metadata.inputs.map(\.name) == ["input"])
        #expect(metadata.inputs[0].mediaTypes == [.json])
        #expect(metadata.inputs[0].maxSize == .mebibytes(1))
        #expect(metadata.outputs.map(\.name) == ["results.json"])
        #expect(metadata.outputs[0].mediaType == .json)
        #expect(metadata.resources.memory.description == "512M")
        #expect(metadata.resources.cpus == 1)
        #expect(metadata.resources.gpus == 0)
        #expect(metadata.timeouts.status == .seconds(60))
        #expect(metadata.timeouts.run == .seconds(60))
        #expect(metadata.batchSize == 1)
        #expect(metadata.features == ModelFeatures())
        let words = [metadata.author, metadata.summary, metadata.details, metadata.technical, metadata.performance]
        #expect(words == Array(repeating: "", count: 5))
    }

    @Test func `metadata without inputs is a mistake of the author`() async {
        await #expect(processExitsWith: .failure) {
            _ = ModelMetadata(name: "m", version: "1", inputs: [])
        }
    }

    @Test func `two inputs of one name are a mistake of the author`() async {
        await #expect(processExitsWith: .failure) {
            _ = ModelMetadata(name: "m", version: "1", inputs: [ModelInput(name: "a"), ModelInput(name: "a")])
        }
    }
}
