public import SystemPackage

/// Files of the build machine that a program may want in its image, under the name of the package that has them.
public enum SystemFiles: String, CaseIterable, Sendable {
    /// The certificates of the authorities that other machines trust, in one file.
    case certificates = "ca-certificates"
    /// The rules of the world's time zones.
    case timeZones = "tzdata"

    /// Reads a name.
    /// - Throws: ``SystemFilesError/unknown(_:)``.
    public init(named name: String) throws(SystemFilesError) {
        guard let files = SystemFiles(rawValue: name) else { throw .unknown(name) }
        self = files
    }

    /// The files, sorted by their place in the image.
    /// - Parameter root: the folder that is taken for the root of the system that has them.
    /// - Throws: ``SystemFilesError/missing(_:place:)``.
    public func files(in root: FilePath = "/") throws(SystemFilesError) -> [SystemFile] {
        let root = SystemRoot(folder: root)
        switch self {
        case .certificates:
            // As Debian, Fedora and Alpine name it; programs in the image look for Debian's name first.
            let places: [FilePath] = [
                Self.certificateFile, "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
            ]
            guard let file = places.lazy.compactMap(root.file).first else {
                throw .missing(self, place: Self.certificateFile)
            }
            return [SystemFile(file, at: Self.certificateFile)]
        case .timeZones:
            let files = Self.zones(in: Self.zoneFolder, of: root, isTop: true)
            guard !files.isEmpty else { throw .missing(self, place: Self.zoneFolder) }
            return files.sorted { $0.destination < $1.destination }
        }
    }

    private static let certificateFile: FilePath = "/etc/ssl/certs/ca-certificates.crt"
    private static let zoneFolder: FilePath = "/usr/share/zoneinfo"

    /// The same zones again, without and with leap seconds, and what is about this machine alone.
    private static let superfluous: Set = ["posix", "right", "posixrules", "localtime"]

    private static func zones(in folder: FilePath, of root: SystemRoot, isTop: Bool) -> [SystemFile] {
        root.names(in: folder).filter { !isTop || !superfluous.contains($0) }.flatMap { name in
            let path = folder.appending(name)
            if let file = root.file(at: path) { return [SystemFile(file, at: path)] }
            // Folders that links lead to are no zones, and might lead back here.
            guard let real = root.folder(at: path), real.lastComponent?.string == name else { return [] }
            return zones(in: path, of: root, isTop: false)
        }
    }
}
