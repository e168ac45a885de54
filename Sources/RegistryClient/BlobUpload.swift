import ImageAssembly
import OCISpec
import SystemPackage

/// Brings one blob to one repository: looks for it, has it mounted, or sends it. What to do when is ``UploadSession``'s.
struct BlobUpload {
    /// Repositories that are tried for a mount; each costs a question.
    static let mountsMax = 2

    let blob: Blob
    let api: RegistryAPI
    let patience: Patience
    let memory: TransferMemory
    let rules: ChunkRules
    /// Repositories of the same registry that may have the blob, the likeliest first.
    let mountFrom: [String]
    let sent: SentBytes
    let report: @Sendable (TransferEvent) -> Void

    private var descriptor: Descriptor { blob.descriptor }

    func run() async throws -> BlobOutcome {
        let outcome = try await api.hasBlob(descriptor) ? .present : send()
        forgetSaved()
        report(.ended(descriptor.digest, outcome))
        return outcome
    }

    private func send() async throws -> BlobOutcome {
        report(.began(descriptor))
        let saved = memory.savedUpload(of: descriptor, host: api.host.name, repository: api.repository)
        var session = UploadSession(size: descriptor.size, rules: rules, host: api.host.name, saved: saved)
        do {
            let outcome = try await upload(&session)
            for location in session.abandoned { await api.cancelUpload(location) }
            return outcome
        } catch {
            await giveUp(session, after: error)
            throw error
        }
    }

    private func upload(_ session: inout UploadSession) async throws -> BlobOutcome {
        var step = session.firstStep
        if step == .open {
            for from in mountFrom.prefix(Self.mountsMax) {
                guard let answer = try await api.mount(descriptor.digest, from: from) else {
                    memory.forget(descriptor.digest, host: api.host.name, repository: from)
                    continue
                }
                if answer == .exists { return .mounted(from: from) }
                memory.forget(descriptor.digest, host: api.host.name, repository: from)
                step = session.take(answer, to: .open)  // a session instead: it is as good as one that we open
                break
            }
        }
        while true {
            try Task.checkCancellation()
            memory.learn(session.rules.lessons, of: api.host.name)
            save(session)
            switch step {
            case .finish: return session.resumedFrom.map { .resumed(offset: $0) } ?? .uploaded
            case .fail(let error): throw error
            default: step = session.take(try await answer(to: step, in: session), to: step)
            }
        }
    }

    // MARK: Steps

    private func answer(to step: UploadStep, in session: UploadSession) async throws -> UploadAnswer {
        do {
            return try await ask(step, session)
        } catch let error as RegistryError {
            return .refused(error)
        } catch let error as TransientAnswer {
            return .failed(error.cause, error.error)
        } catch TransportError.sourceEnded(let path) {
            return .refused(.sourceChanged(path, descriptor.digest))
        } catch let error as TransportError {
            let host = session.location?.origin.authority ?? api.host.name
            guard let cause = error.retryCause else { throw error }
            return .failed(cause, .unreachable(host: host, tries: 1, reason: cause.description))
        }
    }

    private func ask(_ step: UploadStep, _ session: UploadSession) async throws -> UploadAnswer {
        switch (step, session.location) {
        case (.ask, let location?): try await api.uploadStatus(location)
        case (.patch(let range), let location?): try await api.patch(location, body(range))
        case (.put(let range), let location?): try await api.commit(location, descriptor.digest, body(range))
        case (.look, _): .found(try await api.hasBlob(descriptor))
        case (.verifySource, _): try await verifySource()
        case (.pause(let cause, let failures, let error), _):
            try await patience.wait(after: cause, failures: failures) ? .rested : .refused(error)
        default: try await api.openUpload()
        }
    }

    private func body(_ range: Range<Int64>) -> RequestBody {
        let digest = descriptor.digest
        report(.advanced(digest, bytes: range.lowerBound))
        let sent = sent.counter { [report] in report(.advanced(digest, bytes: range.lowerBound + $0)) }
        return RequestBody(content: blob.content, range: range, sent: sent)
    }

    /// Reads the source again, to tell bytes that were damaged on the way from a file that somebody has changed.
    private func verifySource() async throws -> UploadAnswer {
        guard case .file(let path) = blob.content else { return .sourceUnchanged }
        let digester = try Digester()
        for try await piece in FilePieces(
            path: path, body: RequestBody(content: blob.content, range: 0..<descriptor.size))
        {
            try Task.checkCancellation()
            try piece.withUnsafeReadableBytes { try digester.update($0) }
        }
        guard try digester.finish() == descriptor.digest, try path.stat().size == descriptor.size else {
            return .refused(.sourceChanged(path, descriptor.digest))
        }
        return .sourceUnchanged
    }

    // MARK: Coming back later

    /// Writes down where the upload is, so that a run after this one can go on, even if this one is killed now.
    private func save(_ session: UploadSession) {
        guard descriptor.size >= SavedUpload.worthSavingBytes, let location = session.location else { return }
        memory.save(location, offset: session.offset, of: descriptor, host: api.host.name, repository: api.repository)
    }

    private func forgetSaved() {
        guard descriptor.size >= SavedUpload.worthSavingBytes else { return }
        memory.forgetUpload(of: descriptor.digest, host: api.host.name, repository: api.repository)
    }

    /// Leaves the session to a later run, where that is worth it; else ends it, with little time for the registry to hear.
    private func giveUp(_ session: UploadSession, after error: any Error) async {
        var locations = session.abandoned
        if !(memory.keepsUploads && session.offset > 0 && Self.isWorthComingBack(after: error)) {
            forgetSaved()
            locations += [session.location].compactMap(\.self)
        }
        guard !locations.isEmpty else { return }
        let (api, farewell) = (api, patience.timing.farewell)
        // Not a child of this task, which may be cancelled: the registry is told all the same.
        await Task.detached { [locations] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for location in locations { await api.cancelUpload(location) } }
                group.addTask { try? await Task.sleep(for: farewell) }  // only cancellation ends it early
                await group.next()
                group.cancelAll()
            }
        }.value
    }

    /// Whether the same upload may go on later, after what has ended it now.
    private static func isWorthComingBack(after error: any Error) -> Bool {
        switch error {
        case is CancellationError, RegistryError.unreachable, RegistryError.asksToWait, RegistryError.unauthorized,
            RegistryError.tokenRefused:
            true
        case RegistryError.refused(_, _, let status, _, _): RetryCause(status: status, after: nil) != nil
        default: false
        }
    }
}
