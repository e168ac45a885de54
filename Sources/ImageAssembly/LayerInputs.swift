import Compression
import OCISpec
import SystemPackage

/// What a layer is going to be made of, as it stood before anything of it was read.
struct LayerInputs {
    /// How long a file must have been left alone before its times are trusted. A file system may count in steps of two
    /// seconds (FAT does), and a second change within one step shows in no time.
    private static let settlingSeconds: Int64 = 2

    /// The number of bytes in files and in memory that go into the layer.
    let contentBytes: Int64
    /// Whether every file was old enough for its stamp to tell of the next change. A time in the future tells nothing.
    let areSettled: Bool
    private let entries: [(entry: LayerEntry, stamp: FileStamp?)]

    /// Looks at every file of `plan`; `now` is the time before the first look.
    /// - Throws: ``LayerError/unreadable(_:_:)``.
    init(_ plan: LayerPlan, now: FileTime) throws(LayerError) {
        var entries: [(entry: LayerEntry, stamp: FileStamp?)] = []
        entries.reserveCapacity(plan.entries.count)
        for entry in plan.entries {
            guard case .file(let source, _) = entry.content else {
                entries.append((entry, nil))
                continue
            }
            entries.append((entry, try FileStamp(source)))
        }
        let limit = now.seconds(before: Self.settlingSeconds)
        self.entries = entries
        contentBytes = entries.reduce(0) { Self.sum($0, Self.byteCount($1.entry, $1.stamp)) }
        areSettled = entries.allSatisfy { entry in
            entry.stamp.map { $0.modified < limit && $0.changed < limit } ?? true
        }
    }

    /// Looks again, after the files were read: bytes of two states of a file must not become one layer.
    /// - Throws: ``LayerError/changedWhileRead(_:)`` or ``LayerError/unreadable(_:_:)``.
    func checkUnchanged() throws(LayerError) {
        for (entry, stamp) in entries {
            guard let stamp, case .file(let source, _) = entry.content else { continue }
            guard try FileStamp(source) == stamp else { throw .changedWhileRead(source) }
        }
    }

    /// A digest that two layers share only when they have the same bytes, found without reading a file.
    func key(modificationTime: Timestamp, rule: CompressionRule) throws(DigesterError) -> Digest {
        var key = KeyBytes()
        key.append(LayerRecord.knownFormat)
        key.append(rule.identity)
        key.append(modificationTime.secondsSinceEpoch)
        key.append(entries.count)
        for (entry, stamp) in entries {
            key.append(entry.path.description)
            key.append(entry.permissions)
            key.append(entry.attributes.owner)
            key.append(entry.attributes.group)
            try key.append(entry.content)
            if let stamp { key.append(stamp) }
        }
        return try Digest.of(key.bytes)
    }

    private static func byteCount(_ entry: LayerEntry, _ stamp: FileStamp?) -> Int64 {
        if case .bytes(let bytes, _) = entry.content { return Int64(bytes.count) }
        return stamp?.size ?? 0
    }

    /// Sparse files can be so long that their sum is no number any more.
    static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, isTooLarge) = one.addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}

/// Fields one after the other, each with a fixed size or with its length before it, so that no two lists are alike.
private struct KeyBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: UInt64(truncatingIfNeeded: number).littleEndian) { bytes += $0 }
    }

    mutating func append(_ text: String) {
        append(text.utf8.count)
        bytes += text.utf8
    }

    mutating func append(_ content: LayerEntry.Content) throws(DigesterError) {
        switch content {
        case .directory: append("directory")
        case .file(let source, _):
            append("file")
            append(source.string)
        case .bytes(let content, _):
            append("bytes")
            append(try Digest.of(content).hex)
        case .symbolicLink(let target):
            append("link")
            append(target)
        }
    }

    mutating func append(_ stamp: FileStamp) {
        append(stamp.size)
        append(stamp.modified.nanoseconds)
        append(stamp.changed.nanoseconds)
        append(stamp.inode)
        append(stamp.device)
        append(stamp.mode)
    }
}
