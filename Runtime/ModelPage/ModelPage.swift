public import ChassisModel
public import ModelHost
import Synchronization

/// What a served model says about itself to people and to their tools: a page to try it on, and an OpenAPI document.
///
/// Neither is made before it is asked for; then it is kept. Making one runs code of the model's types, so it does not
/// belong on an event loop.
public struct ModelPage: Sendable {
    /// The value of the header Content-Security-Policy that belongs to ``html()``: nothing runs on the page but its own
    /// script, and it talks to nobody but its server.
    public static let contentSecurityPolicy =
        "default-src 'none'; script-src '\(PageSource.scriptHash)'; style-src '\(PageSource.styleHash)'; "
        + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private let host: ModelHost
    private let subject: PageSubject
    private let documents = Documents()

    /// What was made.
    private final class Documents: Sendable {
        let html = Mutex<[UInt8]?>(nil)
        let openAPI = Mutex<[UInt8]?>(nil)
    }

    /// Describes the model of `host`, which is served as `modelName`.
    ///
    /// With a `sample`, which holds the bytes of each declared input, the page starts with it, and the document has
    /// examples.
    public init(host: ModelHost, modelName: String, sample: NamedBytes? = nil) {
        self.host = host
        subject = PageSubject(
            modelName: modelName, metadata: host.metadata, explains: host.explains, modelType: host.modelType,
            sample: sample)
    }

    /// The page: HTML in UTF-8 that needs nothing else, of about 20 KB and the sample.
    ///
    /// It finds the server at the address where it was loaded, without the `/docs` at its end.
    public func html() -> [UInt8] {
        if let html = documents.html.withLock({ $0 }) { return html }
        let html = HTMLPage(subject, schemas: ModelSchemas(subject)).bytes
        documents.html.withLock { $0 = html }
        return html
    }

    /// An OpenAPI 3.1 document in JSON.
    ///
    /// The first time, if there is a sample and the model is ready, the model is asked for a prediction and, if it
    /// explains, for an explanation: that tells what it answers. When it does not answer, the document is open there, and
    /// the next call tries again.
    public func openAPI() async -> [UInt8] {
        if let document = documents.openAPI.withLock({ $0 }) { return document }
        let answer = await answerToSample()
        let document = OpenAPIDocument(subject, schemas: ModelSchemas(subject), answer: answer).json.bytes
        if answer != nil || subject.sample == nil { documents.openAPI.withLock { $0 = document } }
        return document
    }

    /// What the model answers to the sample, with its explanation if it explains.
    private func answerToSample() async -> SampleAnswer? {
        guard let sample = subject.sample, host.state == .ready else { return nil }
        // Why there is no answer, the host has logged; the document says no less than without a sample.
        guard let outputs = try? await host.predict([sample]).first?.get() else { return nil }
        guard subject.explains else { return SampleAnswer(outputs: outputs) }
        let explanation = try? await host.explain([sample]).first?.get()
        return SampleAnswer(outputs: outputs, explanation: explanation?["explanation"])
    }
}
