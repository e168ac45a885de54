import LayerArchive
import OCISpec
import SystemPackage

/// The `index.json` of a layout, edited as JSON so that what other tools wrote into it stays.
struct LayoutIndex {
    private let document: JSONValue?

    /// Reads the index of the layout in `directory`; an empty or missing folder has none yet.
    /// - Throws: ``DeliveryError`` when `directory` is something else than a layout.
    init(directory: FilePath, disk: Disk) throws {
        document = try Self.isLayout(directory, disk: disk) ? Self.index(in: directory, disk: disk) : nil
    }

    /// The index with `entry` in it, in place of an entry of the same name; an entry without a name replaces one
    /// without a name that has the same digest.
    func adding(_ entry: Descriptor) throws -> JSONValue {
        guard case .object(var members)? = document, case .array(let manifests)? = members["manifests"] else {
            return try JSONValue(encoding: ImageIndex(manifests: [entry]))
        }
        let added = try JSONValue(encoding: entry)
        func isReplaced(_ other: JSONValue) -> Bool {
            Self.name(of: other) == Self.name(of: added)
                && (Self.name(of: added) != nil || other["digest"] == added["digest"])
        }
        let place = manifests.firstIndex(where: isReplaced) ?? manifests.endIndex
        let after = manifests[place...].filter { !isReplaced($0) }
        members["manifests"] = .array(manifests[..<place] + [added] + after)
        return .object(members)
    }

    private static func name(of entry: JSONValue) -> JSONValue? {
        entry["annotations"]?[Annotation.referenceName]
    }

    private static func isLayout(_ directory: FilePath, disk: Disk) throws -> Bool {
        guard let status = try disk.status(directory) else { return false }
        guard status.type == .directory else { throw DeliveryError.notALayout(directory) }
        let file = directory.appending(LayoutFiles.layout)
        guard try disk.status(file) != nil else {
            guard try isEmpty(directory) else { throw DeliveryError.notALayout(directory) }
            return false
        }
        let version = try read(LayoutVersion.self, from: file).imageLayoutVersion
        guard version == LayoutVersion.known else {
            throw DeliveryError.unknownLayoutVersion(directory, version: version)
        }
        return true
    }

    private static func isEmpty(_ directory: FilePath) throws -> Bool {
        do {
            return try FolderListing.names(in: directory).isEmpty
        } catch .unreadable(let path, let errno) {
            throw DeliveryError.cannotRead(path, errno)
        } catch .nameNotUTF8 {
            return false
        }
    }

    /// A layout without an index is what a killed delivery leaves: it is finished by this one.
    private static func index(in directory: FilePath, disk: Disk) throws -> JSONValue? {
        let file = directory.appending(LayoutFiles.index)
        guard try disk.status(file) != nil else { return nil }
        let document = try read(JSONValue.self, from: file)
        guard case .array? = document["manifests"] else {
            throw DeliveryError.damagedLayout(file, reason: "there is no list `manifests` in it")
        }
        return document
    }

    private static func read<Value: Decodable>(_ type: Value.Type, from file: FilePath) throws -> Value {
        let bytes = try SourceFile.bytes(of: file)
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw DeliveryError.damagedLayout(file, reason: "it is not the JSON that an OCI layout has there")
        }
    }
}
