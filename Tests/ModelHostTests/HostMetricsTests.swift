import ChassisModel
import ModelHost
import Testing

@Suite struct HostMetricsTests {
    @Test func `requests are counted by protocol, method and code, and those in flight apart`() {
        let metrics = HostMetrics(modelName: "m")
        for _ in 0..<4 { metrics.requestBegan() }
        metrics.requestEnded(protocol: .kserveV1, method: "predict", code: 200, duration: .milliseconds(2))
        metrics.requestEnded(protocol: .kserveV1, method: "predict", code: 200, duration: .milliseconds(20))
        metrics.requestEnded(protocol: .grpcV2, method: "ModelInfer", code: "OK", duration: .zero)
        let text = metrics.text
        #expect(text.contains(#"chassis_requests_total{protocol="kserve-v1",method="predict",code="200"} 2"#))
        #expect(text.contains(#"chassis_requests_total{protocol="grpc-v2",method="ModelInfer",code="OK"} 1"#))
        #expect(text.contains(#"chassis_request_seconds_sum{protocol="kserve-v1",method="predict"} 0.022"#))
        #expect(text.contains(#"chassis_request_seconds_count{protocol="kserve-v1",method="predict"} 2"#))
        #expect(text.contains("chassis_requests_in_flight 1"))
    }

    @Test func `everything is told before the first request`() {
        let lines = HostMetrics(modelName: "a \"b\"").text.split(separator: "\n")
        let names = lines.filter { $0.hasPrefix("# TYPE") }.map { $0.split(separator: " ")[2] }
        #expect(
            names.filter { !$0.hasPrefix("process_") } == [
                "request_preprocess_seconds", "request_predict_seconds", "request_postprocess_seconds",
                "request_explain_seconds", "chassis_requests_in_flight", "chassis_queue_length",
                "chassis_predictions_running", "chassis_batch_size", "chassis_model_ready",
            ])
        #expect(lines.contains(#"request_predict_seconds_count{model_name="a \"b\""} 0"#))
        #expect(lines.contains("chassis_model_ready 0"))
    }
}

extension HostMetrics {
    /// The exposition as text.
    var text: String { String(decoding: exposition(), as: UTF8.self) }
}
