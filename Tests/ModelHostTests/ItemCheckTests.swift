import ChassisModel
import ModelHost
import Testing

@Suite struct ItemCheckTests {
    private static let good: NamedBytes = ["picture": [9], "caption": []]

    @Test func `an item without a declared input is refused and the input named`() async throws {
        let host = await loadedHost(of: RawPictureModel.self)
        let outcomes = try await host.predict([["picture": [9]], Self.good, [:]])
        #expect(
            outcomes[0].failure
                == ItemFailure(
                    .invalidInput, #"the input "caption" is missing; the model takes "picture", "caption""#))
        #expect(outcomes[1].text("label") == "\t")
        #expect(
            outcomes[2].failure
                == ItemFailure(
                    .invalidInput, #"the input "picture" is missing; the model takes "picture", "caption""#))
    }

    @Test func `an input that was not declared is refused and named`() async throws {
        let host = await loadedHost(of: RawPictureModel.self)
        let item = Self.good.merging(["zoom": [], "alpha": []]) { old, _ in old }
        let outcomes = try await host.predict([item])
        #expect(
            outcomes[0].failure
                == ItemFailure(
                    .invalidInput, #""alpha" is not an input of this model; it takes "picture", "caption""#))
    }

    @Test func `an input above its size is refused with both sizes, and one of that size is not`() async throws {
        let host = await loadedHost(of: RawPictureModel.self)
        let outcomes = try await host.predict([
            ["picture": [1, 2, 3, 4, 5], "caption": []], ["picture": [1, 2, 3, 4], "caption": []],
        ])
        #expect(
            outcomes[0].failure
                == ItemFailure(.invalidInput, #"the input "picture" has 5 bytes; the largest allowed is 4 bytes (4)"#))
        #expect(outcomes[1].failure == nil)
    }
}
