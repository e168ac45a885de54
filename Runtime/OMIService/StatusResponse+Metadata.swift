import ChassisModel
import OMIProtocol

extension StatusResponse {
    /// A response with everything that `metadata` says, and no status yet.
    init(_ metadata: ModelMetadata) {
        self = .with {
            $0.modelInfo = .with {
                $0.modelName = metadata.name
                $0.modelVersion = metadata.version
                $0.modelAuthor = metadata.author
                $0.modelType = "grpc"
                $0.source = "chassis"
            }
            $0.description_p = .with {
                $0.summary = metadata.summary
                $0.details = metadata.details
                $0.technical = metadata.technical
                $0.performance = metadata.performance
            }
            $0.inputs = metadata.inputs.map { input in
                .with {
                    $0.filename = input.name
                    $0.acceptedMediaTypes = input.mediaTypes.map(\.description)
                    $0.maxSize = input.maxSize.description
                    $0.description_p = input.description
                }
            }
            $0.outputs = metadata.outputs.map { output in
                .with {
                    $0.filename = output.name
                    $0.mediaType = output.mediaType.description
                    $0.maxSize = output.maxSize.description
                    $0.description_p = output.description
                }
            }
            $0.resources = .with {
                $0.requiredRam = metadata.resources.memory.description
                $0.numCpus = metadata.resources.cpus
                $0.numGpus = Int32(clamping: metadata.resources.gpus)
            }
            $0.timeout = .with {
                $0.status = metadata.timeouts.status.inSeconds
                $0.run = metadata.timeouts.run.inSeconds
            }
            $0.features = .with {
                $0.adversarialDefense = metadata.features.adversarialDefense
                $0.batchSize = Int32(clamping: metadata.batchSize)
                $0.retrainable = metadata.features.retrainable
                $0.resultsFormat = metadata.features.resultsFormat
                $0.driftFormat = metadata.features.driftFormat
                $0.explanationFormat = metadata.features.explanationFormat
            }
        }
    }
}

extension Duration {
    /// Seconds with an `s` behind them: `60s`, `0.5s`.
    fileprivate var inSeconds: String {
        let (seconds, attoseconds) = components
        return attoseconds == 0 ? "\(seconds)s" : "\(Double(seconds) + Double(attoseconds) / 1e18)s"
    }
}
