import GRPCCore
import OMIProtocol
import OMIStubs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StatusTests {
    @Test func `a model that cannot be loaded is told with its reason and all metadata`() async throws {
        try await withServer(of: CompleteModel.self, loadFailure: "weights.bin is cut") { test in
            await test.loadModel()
            let response = try await test.withModelClient { try await $0.status(StatusRequest()) }
            #expect(response.statusCode == 500)
            #expect(response.status == "Internal Server Error")
            #expect(response.message.hasPrefix("Model Failed to Initialize: "))
            #expect(response.message.contains("weights.bin is cut"))
            #expect(response.modelInfo == Self.completeMetadata.modelInfo)
            #expect(response.features == Self.completeMetadata.features)
        }
    }

    @Test func `a model that is still being loaded at the status timeout is told as unavailable`() async throws {
        try await withServer(of: ImpatientModel.self) { test in
            let response = try await test.withModelClient { try await $0.status(StatusRequest()) }
            #expect(response.statusCode == 503)
            #expect(response.status == "Service Unavailable")
            #expect(response.message.contains("Still Initializing"))
            #expect(response.modelInfo.modelName == "Impatient")
        }
    }

    @Test func `a call that came while the model was being loaded is answered when it is`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            try await test.withModelClient { client in
                async let response = client.status(StatusRequest())
                test.script.mayLoad.open()
                let code = try await response.statusCode
                #expect(code == 200)
            }
        }
    }

    @Test func `the first call says that the model was initialized, later ones that it already was`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withModelClient { client in
                for message in [
                    "Model Initialized Successfully.", "Model Already Initialized.", "Model Already Initialized.",
                ] {
                    let response = try await client.status(StatusRequest())
                    #expect(response.statusCode == 200)
                    #expect(response.status == "OK")
                    #expect(response.message == message)
                }
            }
        }
    }

    @Test func `every field of the metadata is told`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            var response = try await test.withModelClient { try await $0.status(StatusRequest()) }
            (response.statusCode, response.status, response.message) = (0, "", "")
            #expect(response == Self.completeMetadata)
        }
    }

    /// What `CompleteModel.metadata` looks like on the wire.
    private static let completeMetadata = StatusResponse.with {
        $0.modelInfo = .with {
            $0.modelName = "Digits"
            $0.modelVersion = "1.4.0"
            $0.modelAuthor = "Ada"
            $0.modelType = "grpc"
            $0.source = "chassis"
        }
        $0.description_p = .with {
            $0.summary = "Reads digits."
            $0.details = "Give it a picture."
            $0.technical = "A perceptron."
            $0.performance = "98 %"
        }
        $0.inputs = [
            .with {
                $0.filename = "input"
                $0.acceptedMediaTypes = ["image/png", "image/jpeg"]
                $0.maxSize = "64M"
                $0.description_p = "Grey."
            }
        ]
        $0.outputs = [
            .with {
                $0.filename = "results.json"
                $0.mediaType = "application/json"
                $0.maxSize = "64M"
                $0.description_p = "Ten numbers."
            }
        ]
        $0.resources = .with {
            $0.requiredRam = "1.5G"
            $0.numCpus = 0.5
            $0.numGpus = 1
        }
        $0.timeout = .with {
            $0.status = "60s"
            $0.run = "90.5s"
        }
        $0.features = .with {
            $0.adversarialDefense = true
            $0.batchSize = 1
            $0.retrainable = true
            $0.resultsFormat = "classification"
            $0.driftFormat = "drift-v1"
            $0.explanationFormat = "lime"
        }
    }
}
