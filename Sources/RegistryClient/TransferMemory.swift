import OCISpec
import Synchronization

/// What is remembered from one upload to the next, and from one run to the next where there is a folder for it.
final class TransferMemory: Sendable {
    private static let seenFile = "seen.json"
    private static let lessonsFile = "hosts.json"

    private let folder: StateFolder?
    private let timing: Timing
    private let lessons: Mutex<[String: HostLessons]>
    private let seen: Mutex<SeenPlaces>

    init(folder: StateFolder?, timing: Timing) {
        self.folder = folder
        self.timing = timing
        lessons = Mutex(folder?.read([String: HostLessons].self, Self.lessonsFile) ?? [:])
        seen = Mutex(folder?.read(SeenPlaces.self, Self.seenFile) ?? SeenPlaces())
    }

    // MARK: Hosts

    /// What is known of how `host` wants blobs.
    func lessons(of host: String) -> HostLessons {
        let now = timing.secondsSinceEpoch()
        let learned = lessons.withLock { $0[host] }
        guard let learned, (0...HostLessons.keptSeconds).contains(now - learned.learnedAt) else {
            return HostLessons.known(of: host)
        }
        return learned
    }

    /// Remembers what an upload to `host` has taught.
    func learn(_ lesson: HostLessons, of host: String) {
        var lesson = lesson
        lesson.learnedAt = lessons(of: host).learnedAt
        guard lesson != lessons(of: host) else { return }
        lesson.learnedAt = timing.secondsSinceEpoch()
        let all = lessons.withLock { lessons in
            lessons[host] = lesson
            return lessons
        }
        folder?.write(all, Self.lessonsFile)
    }

    // MARK: Places

    func repositories(with digest: Digest, host: String, otherThan repository: String) -> [String] {
        seen.withLock { $0.repositories(with: digest, host: host, otherThan: repository) }
    }

    func note(_ digests: some Collection<Digest>, host: String, repository: String) {
        let all = seen.withLock { seen in
            seen.note(digests, host: host, repository: repository)
            return seen
        }
        folder?.write(all, Self.seenFile)
    }

    func forget(_ digest: Digest, host: String, repository: String) {
        seen.withLock { $0.forget(digest, host: host, repository: repository) }
    }

    // MARK: Uploads

    /// Whether an upload can be gone on with by a later run.
    var keepsUploads: Bool { folder != nil }

    /// The upload of `blob` that an earlier run has begun, and how far it had come.
    func savedUpload(
        of blob: Descriptor, host: String, repository: String
    ) -> (location: RegistryURL, offset: Int64)? {
        guard let folder, let name = SavedUpload.fileName(host: host, repository: repository, digest: blob.digest),
            let saved = folder.read(SavedUpload.self, name)
        else { return nil }
        guard saved.continues(blob, host: host, repository: repository, now: timing.secondsSinceEpoch()),
            let location = RegistryURL(parsing: saved.location)
        else {
            folder.remove(name)
            return nil
        }
        return (location, saved.offset)
    }

    func save(_ location: RegistryURL, offset: Int64, of blob: Descriptor, host: String, repository: String) {
        guard let folder, let name = SavedUpload.fileName(host: host, repository: repository, digest: blob.digest)
        else {
            return
        }
        folder.write(
            SavedUpload(
                host: host, repository: repository, digest: blob.digest, size: blob.size, location: location.text,
                offset: offset, savedAt: timing.secondsSinceEpoch()),
            name)
    }

    func forgetUpload(of digest: Digest, host: String, repository: String) {
        guard let name = SavedUpload.fileName(host: host, repository: repository, digest: digest) else { return }
        folder?.remove(name)
    }
}
