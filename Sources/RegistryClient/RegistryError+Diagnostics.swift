public import BuildReport

extension RegistryError: DiagnosticError {
    /// What happened, where, and what to do.
    public var diagnostics: [Diagnostic] { [diagnostic] }

    private var diagnostic: Diagnostic {
        switch self {
        case .unreachable(let host, let tries, let reason):
            Diagnostic(
                "the registry cannot be reached: \(reason)" + (tries > 1 ? " (\(tries) tries)" : ""), at: host,
                try: "check its name and port, and HTTPS_PROXY where a proxy is needed",
                "when it speaks no TLS, say so: `--plain-http`")
        case .untrusted(let host, let reason):
            Diagnostic(
                "the registry's certificate is not trusted: \(reason)", at: host,
                try: "name the authority's certificate: `--ca-file ca.crt`, or put it into `certs.d/\(host)/ca.crt`")
        case .unusableCertificate(let path, let reason):
            Diagnostic(
                "this certificate or key cannot be used: \(reason)", at: path.string, try: "check that it is PEM")
        case .malformedProxy(let variable):
            Diagnostic(
                "this is not the address of an HTTP proxy", at: variable,
                try: "write it as `http://host:port`, or remove the variable")
        case .proxyRefused(let proxy, let reason):
            Diagnostic(
                "the proxy refuses the connection: \(reason)", at: proxy,
                try: "check HTTPS_PROXY, or add the registry to NO_PROXY")
        case .unsafeAddress(let host, let address, let isDowngrade):
            Diagnostic(
                isDowngrade
                    ? "the registry leads to an address without TLS: \(address)"
                    : "the registry leads to an address inside this network: \(address)",
                at: host, try: "ask who runs the registry to mend its configuration")
        case .redirectLoop(let host):
            Diagnostic("the registry's redirects do not end", at: host, try: "check the registry's configuration")
        case .unauthorized, .tokenRefused, .tokenMissing: authorizationDiagnostic
        case .refused, .asksToWait, .notFound, .unexpectedAnswer, .tooLarge, .immutableTag, .featureRefused:
            answerDiagnostic
        case .digestDiffers, .sizeDiffers, .mediaTypeDiffers, .schema1, .manifestTooLarge, .sourceChanged, .otherDigest,
            .file:
            contentDiagnostic
        }
    }

    private var authorizationDiagnostic: Diagnostic {
        switch self {
        case .unauthorized(let host, let repository, let reason, let credentials, let searched):
            let place = repository.map { "\(host)/\($0)" } ?? host
            let why = reason.map { ": \($0)" } ?? ""
            guard let credentials else {
                return Diagnostic(
                    "the registry wants to know who you are, and no credentials were found\(why)", at: place,
                    remedies: ["log in: `chassis-build login \(host)`"]
                        + (searched.isEmpty
                            ? []
                            : [
                                "or put an entry into one of those that were looked at: \(searched.joined(separator: ", "))"
                            ]))
            }
            return Diagnostic(
                "the registry does not let you do this\(why)", at: place,
                try: "check the credentials from \(credentials): are they still good, and may they write there?",
                "log in anew: `chassis-build login \(host)`")
        case .tokenRefused(let service, let status, let reason):
            return Diagnostic(
                "the token service gives no token: HTTP \(status)" + (reason.map { ", \($0)" } ?? ""), at: service,
                try: "try again later, or ask who runs the registry")
        case .tokenMissing(let service, let answer):
            return Diagnostic(
                "the token service's answer has no token in it" + (answer.map { ": \($0)" } ?? ""), at: service,
                try: "ask who runs the registry")
        default: preconditionFailure("each case is told in one place")
        }
    }

    private var answerDiagnostic: Diagnostic {
        switch self {
        case .refused(let host, let action, let status, let codes, let reason):
            let said = ([codes.joined(separator: ", ")] + [reason].compactMap(\.self)).filter { !$0.isEmpty }
            return Diagnostic(
                "the registry refuses to \(action): HTTP \(status)"
                    + (said.isEmpty ? "" : " (\(said.joined(separator: ": ")))"),
                at: host, remedies: Self.remedies(forStatus: status, host: host))
        case .asksToWait(let host, let seconds):
            return Diagnostic(
                "the registry asks to wait \(seconds) s", at: host,
                try: "try again then; limits of Docker Hub are wider for those who log in, and a mirror has none")
        case .notFound(let host, let what):
            return Diagnostic("there is no \(what)", at: host, try: "check the name and the tag")
        case .unexpectedAnswer(let host, let action, let reason):
            return Diagnostic(
                "the registry's answer cannot be understood when asked to \(action): \(reason)", at: host,
                try: "check that the address is that of a registry")
        case .tooLarge(let host, let what, let bytesMax):
            return Diagnostic(
                "the registry sends more than \(bytesMax) bytes as \(what)", at: host,
                try: "check that the address is that of a registry")
        case .immutableTag(let host, let tag, let existing):
            return Diagnostic(
                "the tag `\(tag)` must not be moved there" + (existing.map { ", and points to \($0)" } ?? ""), at: host,
                try: "push under another tag")
        case .featureRefused(let host, let feature, let reason):
            return Diagnostic(
                feature.refusal + (reason.map { ": \($0)" } ?? ""), at: host, remedies: feature.remedies(host: host))
        default: preconditionFailure("each case is told in one place")
        }
    }

    private var contentDiagnostic: Diagnostic {
        switch self {
        case .digestDiffers(let host, let what, let expected, let found):
            Diagnostic(
                "\(what) is damaged: it should have the digest \(expected), and has \(found)", at: host,
                try: "try again; when it happens twice, something between you and the registry changes the bytes")
        case .sizeDiffers(let host, let digest, let expected, let found):
            Diagnostic(
                "the blob \(digest) should have \(expected) bytes, and has \(found)", at: host,
                try: "try again; when it happens twice, the image is damaged there")
        case .mediaTypeDiffers(let host, let what, let header, let document):
            Diagnostic(
                "\(what) is sent as `\(header)`, and says of itself that it is `\(document)`", at: host,
                try: "push the image there anew")
        case .schema1(let host, let what):
            Diagnostic(
                "\(what) is a docker manifest of schema 1, which is not supported", at: host,
                try: "push the image there anew with a docker of this decade, or use another tag")
        case .manifestTooLarge(let digest, let bytes):
            Diagnostic(
                "the manifest \(digest) has \(bytes) bytes, and registries take 4 MiB",
                try: "use fewer layers or annotations")
        case .sourceChanged(let path, let digest):
            Diagnostic(
                "this file has changed since the image was put together, and is no longer \(digest)", at: path.string,
                try: "build again when nothing else writes to that folder")
        case .otherDigest(let reference, let image):
            Diagnostic(
                "the image has the digest \(image)", at: reference, try: "leave the digest out, or write this one")
        case .file(let path, let errno):
            Diagnostic(
                "this file cannot be read or written: \(errno)", at: path.string,
                try: errno == .noSpace ? "free space there" : "name another place")
        default: preconditionFailure("each case is told in one place")
        }
    }

    private static func remedies(forStatus status: Int, host: String) -> [String] {
        switch status {
        case 403: ["check that your user may write there"]
        case 404: ["check the name; some registries want a repository to be made first"]
        case 405: ["check that the registry is not in a read-only mode"]
        case 413: ["ask who runs the registry for the limit of a proxy before it"]
        case 429: ["try again later; limits of Docker Hub are wider for those who log in, and a mirror has none"]
        case 500...: ["try again later: the registry is in trouble"]
        default: ["read the registry's own message above"]
        }
    }
}

extension ManifestFeature {
    fileprivate var refusal: String {
        switch self {
        case .image: "the registry does not take the manifest, and may be one that does not know OCI images"
        case .index: "the registry does not take OCI image indexes"
        case .artifact: "the registry does not take OCI artifacts"
        }
    }

    fileprivate func remedies(host: String) -> [String] {
        let other = "use a registry that takes OCI's media types, as all do that are still maintained"
        // Docker's media types have no artifacts, and no layers with zstd.
        guard self != .artifact else { return [other] }
        let all = self == .index ? "--all " : ""
        return [
            other,
            "or let skopeo write docker's, which gives the image another digest: build with `--compression gzip --output "
                + "oci:image`, then `skopeo copy \(all)--format v2s2 oci:image docker://\(host)/…`",
        ]
    }
}
