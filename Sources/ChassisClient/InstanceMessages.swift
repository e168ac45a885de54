/// The body of a request of KServe v1.
struct InstancesRequest<Instance: Encodable>: Encodable {
    let instances: [Instance]
}

/// The body of its answer.
struct PredictionsAnswer<Prediction: Decodable>: Decodable {
    let predictions: [Prediction]
}
