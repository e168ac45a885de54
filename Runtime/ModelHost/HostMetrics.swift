public import ServerMetrics
import Synchronization

/// What a server counts and measures, for Prometheus.
///
/// The host records what the model does; the protocols tell of requests (``requestBegan()`` and
/// ``requestEnded(protocol:method:code:duration:)-(_,_,Int,_)``). Names that KServe has are KServe's, so that its
/// dashboards work.
public final class HostMetrics: Sendable {
    /// The name under which the model is told, in the label `model_name`.
    public let modelName: String

    /// For what else a server measures.
    public let registry: MetricRegistry

    /// Checking and decoding the items of a request, in seconds.
    let preprocess: Histogram
    /// Asking the model about the items of a request, in seconds.
    let predict: Histogram
    /// Encoding the outputs of a request, in seconds.
    let postprocess: Histogram
    /// Explaining the items of a request, in seconds.
    let explain: Histogram
    /// Items given to a batch model in one call.
    let batchSize: Histogram
    /// Requests that wait for the model.
    let queueLength: Gauge
    /// Predictions that run, also of requests whose callers no longer wait.
    let predictionsRunning: Gauge
    /// 1 while the model answers.
    let modelReady: Gauge

    private struct Method: Hashable {
        let `protocol`: ServedProtocol
        let name: String
    }

    private let inFlight: Gauge
    private let requestsTotal: MetricFamily<Counter>
    private let requestSeconds: MetricFamily<Histogram>
    private let methods = Mutex<[Method: RequestMetrics]>([:])

    /// Metrics of a model called `modelName`, all zero.
    public init(modelName: String) {
        self.modelName = modelName
        let registry = MetricRegistry()
        self.registry = registry
        func seconds(_ name: String, _ help: String) -> Histogram {
            registry.histograms(name, help: help, labels: ["model_name"], bounds: Histogram.secondsBounds)(modelName)
        }
        preprocess = seconds("request_preprocess_seconds", "Time to check and decode the items of a request.")
        predict = seconds("request_predict_seconds", "Time of the model for the items of a request.")
        postprocess = seconds("request_postprocess_seconds", "Time to encode the outputs of a request.")
        explain = seconds("request_explain_seconds", "Time of the model to explain the items of a request.")
        requestsTotal = registry.counters(
            "chassis_requests_total", help: "Requests answered.", labels: ["protocol", "method", "code"])
        requestSeconds = registry.histograms(
            "chassis_request_seconds", help: "Time of a request from its arrival to its answer.",
            labels: ["protocol", "method"], bounds: Histogram.secondsBounds)
        inFlight = registry.gauges("chassis_requests_in_flight", help: "Requests that are being answered.")()
        queueLength = registry.gauges("chassis_queue_length", help: "Requests that wait for the model.")()
        predictionsRunning = registry.gauges(
            "chassis_predictions_running", help: "Predictions that the model is computing.")()
        batchSize = registry.histograms(
            "chassis_batch_size", help: "Items given to the model in one call.", bounds: Histogram.countBounds)()
        modelReady = registry.gauges("chassis_model_ready", help: "1 while the model answers, else 0.")()
    }

    /// What the `Content-Type` header of an answer with ``exposition()`` says.
    public static var contentType: String { Exposition.contentType }

    /// All metrics as text, in version 0.0.4 of Prometheus's format.
    public func exposition() -> [UInt8] { registry.exposition() }

    /// A request has arrived. Each is told once, and so is its end.
    public func requestBegan() {
        inFlight.add(1)
    }

    /// A request that was told by ``requestBegan()`` is answered, or will not be.
    /// - Parameters:
    ///   - method: one of few; never something that a caller chooses.
    ///   - code: the status of HTTP.
    public func requestEnded(protocol served: ServedProtocol, method: String, code: Int, duration: Duration) {
        inFlight.add(-1)
        requests(protocol: served, method: method).ended(code: code, duration: duration)
    }

    /// The same with a code that has a name, such as gRPC's `OK`.
    public func requestEnded(protocol served: ServedProtocol, method: String, code: String, duration: Duration) {
        inFlight.add(-1)
        requests(protocol: served, method: method).ended(code: code, duration: duration)
    }

    /// Counts the requests of `method`, without those in flight; a shortcut for who answers many.
    public func requests(protocol served: ServedProtocol, method name: String) -> RequestMetrics {
        methods.withLock { methods in
            let method = Method(protocol: served, name: name)
            if let known = methods[method] { return known }
            let new = RequestMetrics(seconds: requestSeconds(served.rawValue, name)) { [requestsTotal] code in
                requestsTotal(served.rawValue, name, code)
            }
            methods[method] = new
            return new
        }
    }
}
