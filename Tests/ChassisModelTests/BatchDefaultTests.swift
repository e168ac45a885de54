import ChassisModel
import Testing

/// Answers a batch with as many outputs as `outputCount` says, whatever the inputs.
private struct MiscountingModel: TypedBatchModel {
    static let metadata = ModelMetadata(name: "miscounting", version: "1")
    var outputCount = 1

    init(context: ModelContext) {}
    init(outputCount: Int) { self.outputCount = outputCount }

    func predict(batch: [Int]) -> [Int] { Array(repeating: batch[0] * 2, count: outputCount) }
}

private struct RawMiscountingModel: RawBatchModel {
    static let metadata = ModelMetadata(name: "miscounting", version: "1")
    var outputCount = 1

    init(context: ModelContext) {}
    init(outputCount: Int) { self.outputCount = outputCount }

    func predict(batch: [NamedBytes]) -> [NamedBytes] { Array(repeating: batch[0], count: outputCount) }
}

@Suite struct BatchDefaultTests {
    @Test(arguments: [0, 2])
    func `a batch of one with another number of outputs is refused`(count: Int) async {
        await #expect(throws: BatchCountMismatch(inputs: 1, outputs: count)) {
            try await MiscountingModel(outputCount: count).predict(1)
        }
        await #expect(throws: BatchCountMismatch(inputs: 1, outputs: count)) {
            try await RawMiscountingModel(outputCount: count).predict(["input": []])
        }
    }

    @Test func `a batch model predicts from one item with a batch of one`() async throws {
        #expect(try await MiscountingModel(outputCount: 1).predict(21) == 42)
        #expect(try await RawMiscountingModel(outputCount: 1).predict(["input": [7]]) == ["input": [7]])
    }

    @Test func `errors say what happened in words`() {
        #expect("\(BatchCountMismatch(inputs: 3, outputs: 2))" == "the model answered a batch of 3 with 2 outputs")
        #expect("\(InvalidInput("width must be 28"))" == "width must be 28")
    }
}
