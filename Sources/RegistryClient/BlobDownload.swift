import ImageAssembly
import NIOCore
import NIOHTTP1
import OCISpec
import SystemPackage

/// Fetches one blob into a file, which has its name only when every byte of it was checked.
///
/// What has come is in `<file>.partial` until then, and stays there after a failure: a later try, or a later run, asks for
/// the rest. Two downloads into one file at once are the caller's mistake.
struct BlobDownload {
    /// Beginnings from byte 0; more would mean that the registry sends something else each time.
    static let restartsMax = 3

    let descriptor: Descriptor
    let api: RegistryAPI
    let patience: Patience
    let target: FilePath
    let report: @Sendable (TransferEvent) -> Void

    private var partial: FilePath { FilePath("\(target).partial") }

    func run() async throws {
        report(.began(descriptor))
        do {
            let file = try PartialDownload(partial, size: descriptor.size)
            defer { file.close() }
            let isContinued = file.offset > 0
            report(.advanced(descriptor.digest, bytes: file.offset))
            try await fetch(into: file)
            do {
                try finish(file)
            } catch RegistryError.digestDiffers where isContinued {
                // What an earlier download had left may have been wrong, which says nothing about the registry.
                try await fetch(into: file)
                try finish(file)
            }
        } catch let error as Errno {
            throw RegistryError.file(target, error)
        }
        report(.ended(descriptor.digest, .downloaded))
    }

    private func fetch(into file: PartialDownload) async throws {
        var failures = 0
        var restarts = 0
        while file.offset < descriptor.size {
            try Task.checkCancellation()
            let before = file.offset
            let cause: RetryCause
            do {
                guard let failure = try await fetchPart(into: file) else {
                    restarts += 1
                    guard restarts < Self.restartsMax else {
                        throw unexpected("it does not send the bytes that it was asked for")
                    }
                    continue
                }
                cause = failure
            } catch let error as TransportError {
                guard let retry = error.retryCause else { throw error }
                cause = retry
            }
            guard file.offset < descriptor.size else { return }
            failures = file.offset > before ? 1 : failures + 1
            guard try await patience.wait(after: cause, failures: failures) else {
                throw RegistryError.unreachable(host: api.host.name, tries: failures, reason: cause.description)
            }
        }
    }

    /// Asks for what is missing, and writes what comes.
    /// - Returns: Why there is still something missing; nil when the next try begins at byte 0.
    private func fetchPart(into file: PartialDownload) async throws -> RetryCause? {
        var request = RegistryRequest(method: .GET, url: api.url("blobs/\(descriptor.digest)"))
        if file.offset > 0 { request.headers.add(name: "Range", value: "bytes=\(file.offset)-") }
        let response = try await api.send(request)
        switch response.status {
        case 200:
            try file.restart()
        case 206:
            let range = response.headers.first(name: "Content-Range").flatMap(ByteRangeHeader.downloaded)
            guard range?.start == file.offset, (range?.total ?? descriptor.size) == descriptor.size else {
                await response.discard()
                try file.restart()
                return nil
            }
        case 416:
            await response.discard()
            try file.restart()
            return nil
        case 401 where response.url.origin != api.host.origin, 403 where response.url.origin != api.host.origin:
            // A signed address does not last; the registry will give another one.
            await response.discard()
            return .status(response.status, after: nil)
        case 404:
            await response.discard()
            throw RegistryError.notFound(host: api.host.name, what: "blob \(descriptor.digest) in \(api.repository)")
        default: throw try await api.refusal(response, "send a blob")
        }
        for try await piece in response.pieces {
            guard file.offset + Int64(piece.readableBytes) <= descriptor.size else {
                try file.restart()
                throw RegistryError.sizeDiffers(
                    host: api.host.name, descriptor.digest, expected: descriptor.size,
                    found: descriptor.size + 1)
            }
            try file.append(piece)
            report(.advanced(descriptor.digest, bytes: file.offset))
        }
        return .dropped(reason: "the answer ended early")
    }

    private func finish(_ file: PartialDownload) throws {
        let found = try file.digest()
        guard found == descriptor.digest else {
            try file.restart()
            throw RegistryError.digestDiffers(
                host: api.host.name, what: "the blob", expected: descriptor.digest, found: "\(found)")
        }
        try file.commit(as: target)
    }

    private func unexpected(_ reason: String) -> RegistryError {
        .unexpectedAnswer(host: api.host.name, action: "send a blob", reason: reason)
    }
}
