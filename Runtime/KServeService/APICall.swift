import OpenInference

/// What is answered with the body at hand, away from the event loop if need be.
enum APICall: Sendable, Equatable {
    /// A call of version 1.
    case v1(ModelCall)
    /// A prediction of version 2.
    case v2(OpenInferenceAPI.Call)
    /// The page.
    case page
    /// The OpenAPI document.
    case openAPI
}
