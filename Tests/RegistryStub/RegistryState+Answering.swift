import NIOCore
import OCISpec

/// The way of a request: ``begin(_:)``, ``take(_:for:)`` for each piece of the body, then ``answer(_:body:plan:)`` or
/// ``breakOff(_:)``.
extension RegistryState {
    mutating func begin(_ request: Request) throws -> Plan {
        var faults: [RegistryStub.Fault] = []
        for index in rules.indices { faults += rules[index].faults(for: request) }
        var plan = Plan(number: logged(request), faults: faults)
        for case .answerEarly(let answer) in faults { (plan.reply, plan.isEarly) = (Reply(answer), true) }
        for case .answer(let answer) in faults { plan.reply = Reply(answer) }
        if let max = options.requestBodyBytesMax, plan.reply == nil, request.contentLength ?? 0 > max {
            (plan.reply, plan.isEarly) = (Reply(.html(413, title: "Request Entity Too Large")), true)
        }
        if plan.reply == nil { plan.reply = refusal(of: request) }
        if plan.reply == nil { try receive(request, plan: &plan) }
        return plan
    }

    /// Decides where the body goes.
    private mutating func receive(_ request: Request, plan: inout Plan) throws {
        switch (request.route, request.target) {
        case (.token, _), (.putManifest, _): plan.sink = .memory
        case (.startUpload, .uploads(let repository)) where options.takesSinglePost && !request.query["digest"].isEmpty:
            let session = try openSession(in: repository)
            session.open(for: plan.number)
            plan.sink = .session(session.id)
        case (.patchUpload, .upload(let repository, let id)), (.commitUpload, .upload(let repository, let id)):
            plan.reply = refusal(ofUpload: request, repository: repository, id: id)
            guard plan.reply == nil else { return }
            (plan.sink, plan.holdsBody) = (.session(id), !options.chunks.keepsBrokenOff)
            sessions[id]?.open(for: plan.number)
        default: break
        }
    }

    /// Takes a piece of an upload's body.
    mutating func take(_ piece: ByteBuffer, for plan: Plan) throws {
        changeLog(plan.number) { $0.bodyBytes += piece.readableBytes }
        guard case .session(let id) = plan.sink else { return }
        uploadedBytes += piece.readableBytes
        if !plan.holdsBody { try sessions[id]?.append(piece, of: plan.number) }
    }

    /// Ends a request whose body did not come to its end.
    mutating func breakOff(_ plan: Plan) {
        if case .session(let id) = plan.sink, !plan.holdsBody { sessions[id]?.endRequest(plan.number) }
    }

    /// Does the work.
    mutating func answer(_ request: Request, body: ByteBuffer, plan: Plan) throws -> Reply {
        if plan.sink == .memory { changeLog(plan.number) { $0.body = Array(body.readableBytesView) } }
        if let reply = plan.reply { return reply }
        if case .session(let id) = plan.sink {
            if plan.holdsBody { try sessions[id]?.append(body, of: plan.number) }
            sessions[id]?.endRequest(plan.number)
        }
        var reply = try work(request, body: body, plan: plan)
        if request.origin == .registry {
            for warning in options.warnings { reply.headers.add(name: "Warning", value: warning) }
        }
        if !options.namesDigests { reply.headers.remove(name: "Docker-Content-Digest") }
        if options.gzipsAnswers, request.method == "GET", reply.status == 200 { reply.gzip() }
        return reply
    }

    private mutating func work(_ request: Request, body: ByteBuffer, plan: Plan) throws -> Reply {
        switch (request.route, request.target) {
        case (.ping, _): Reply(200, [("Content-Type", "application/json")], body: .bytes(ByteBuffer(string: "{}")))
        case (.token, _): token(for: request, form: Parameters(of: String(buffer: body)[...]))
        case (.headBlob, .blob(let repository, let digest)), (.getBlob, .blob(let repository, let digest)):
            blob(digest, in: repository, for: request)
        case (.storage, .storage(let repository, let digest)): storedBlob(digest, in: repository, for: request)
        case (.startUpload, .uploads(let repository)):
            if case .session(let id) = plan.sink {
                try commit(id, in: repository, for: request)
            } else {
                started(try openSession(in: repository), for: request)
            }
        case (.mount, .uploads(let repository)): try mount(in: repository, for: request)
        case (.patchUpload, .upload(_, let id)): patched(id, for: request)
        case (.commitUpload, .upload(let repository, let id)): try commit(id, in: repository, for: request)
        case (.uploadStatus, .upload(let repository, let id)): uploadStatus(id, in: repository, for: request)
        case (.cancelUpload, .upload(let repository, let id)): cancel(id, in: repository)
        case (.headManifest, .manifest(let repository, let reference)),
            (.getManifest, .manifest(let repository, let reference)):
            manifest(reference, in: repository, for: request)
        case (.putManifest, .manifest(let repository, let reference)):
            try putManifest(body, as: reference, in: repository, for: request)
        case (.listTags, .tags(let repository)): tags(of: repository, for: request)
        case (.referrers, .referrers(let repository, let digest)):
            try referrers(to: digest, in: repository, for: request)
        default: request.target == .unknown ? .notFound : .error(405, "UNSUPPORTED", "no such method here")
        }
    }
}
