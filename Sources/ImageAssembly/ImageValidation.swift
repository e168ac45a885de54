import LayerArchive
public import SystemPackage

/// Checks a delivered image: digests and sizes against the bytes, diff ids against the layers, counts against the
/// history, media types, and the names in docker's index.
public enum ImageValidation {
    /// Checks the OCI layout in the folder `layout`, every image in it.
    /// - Throws: ``ImageValidationError`` with all findings.
    public static func validate(layout: FilePath) throws(ImageValidationError) {
        var check = LayoutCheck(layout)
        check.run()
        if !check.findings.isEmpty { throw ImageValidationError(findings: check.findings) }
    }

    /// Checks the archive in the file `archive`, which is unpacked into the folder `workspace` for it; the caller makes
    /// the folder before, and removes it afterwards.
    /// - Throws: ``ImageValidationError`` with all findings; `ArchiveError`, ``DeliveryError`` or ``LayerError`` when the
    ///   archive cannot be unpacked.
    public static func validate(archive: FilePath, workspace: FilePath) throws {
        try unpack(archive, into: workspace)
        var check = LayoutCheck(workspace)
        check.run()
        check.runDockerManifest()
        if !check.findings.isEmpty { throw ImageValidationError(findings: check.findings) }
    }

    private static func unpack(_ archive: FilePath, into folder: FilePath) throws {
        let disk = Disk()
        let tar = try TarReader(archive)
        while let entry = try tar.next() {
            let name = entry.path.hasSuffix("/") ? String(entry.path.dropLast()) : entry.path
            let target = folder.appending(try LayerPath(parsing: name).description)
            switch entry.kind {
            case .directory: try disk.createFolders(target)
            case .file:
                let file = try disk.createFile(target, for: target)
                defer { try? file.close() }  // the digests tell whether all was written
                try tar.forEachPiece { try disk.write($0, to: file, for: target) }
            case .symbolicLink, .other: throw LayerError.unsupportedKind(FilePath(name), kind: "a link or a device")
            }
        }
    }
}
