import ELFFiles
public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The shared libraries that a program needs, and those that they need, as the dynamic loader finds them when it starts
/// the program.
///
/// What a program opens by itself while it runs (`dlopen`) is not known and not included.
public struct SharedLibraryClosure {
    private let root: SystemRoot
    private let isInBase: (String) -> Bool
    private let program: LoadedObject
    private let interpreter: FilePath
    private let loader: ELFFile?
    private let folders: LoaderFolders
    /// Whether the program is started by a loader of the base image, which then looks for everything else.
    private let startsInBase: Bool
    /// The folder for what no file names a folder of.
    private let ownFolder: FilePath

    /// The files that `executable` needs beside it in an image, sorted by their place there; none for a static one.
    ///
    /// Its loader is among them. Libraries stand where the loader looks without a cache: in its own folders, or where a
    /// `DT_RPATH` or `DT_RUNPATH` leads in the image. Each is a plain file with the name by which it is needed.
    /// - Parameters:
    ///   - destination: where the executable itself goes, relative to the image's root; `$ORIGIN` depends on it.
    ///   - root: the folder that is taken for the root of the system in which libraries are looked for.
    ///   - isInBase: whether the image that the files are put on has a file or a link at this path, relative to its root.
    ///     When it has the program's loader, libraries that it has are left out, and those that they need as well; when
    ///     it has another C library's, none is left out.
    /// - Throws: ``SharedLibraryError``, `ELFError`.
    public static func of(
        _ executable: FilePath, at destination: String = "app/model-server", searching root: FilePath = "/",
        isInBase: (String) -> Bool = { _ in false }
    ) throws -> [SystemFile] {
        try withoutActuallyEscaping(isInBase) { isInBase in
            let file = try ELFFile(at: executable)
            guard let interpreter = file.interpreter else { return [] }
            return try SharedLibraryClosure(
                file, at: FilePath("/").pushing(FilePath(destination)), interpreter: FilePath(interpreter),
                in: SystemRoot(folder: root), isInBase
            ).files()
        }
    }

    private init(
        _ file: ELFFile, at destination: FilePath, interpreter: FilePath, in root: SystemRoot,
        _ isInBase: @escaping (String) -> Bool
    ) throws {
        guard interpreter.isAbsolute, interpreter.isLexicallyNormal else {
            throw SharedLibraryError.noLoader(interpreter.string, executable: file.path)
        }
        self.root = root
        self.isInBase = isInBase
        self.interpreter = interpreter
        let here = FilePath(FileManager.default.currentDirectoryPath)
        program = LoadedObject(
            file, at: here.pushing(file.path), in: SystemRoot(folder: "/"), destination: destination, loader: nil)
        startsInBase = Self.spellings(interpreter).contains { isInBase($0.removingRoot().string) }
        let path = root.file(at: interpreter)
        loader = try path.map(ELFFile.init(at:))
        guard startsInBase || loader?.machine == file.machine else {
            throw SharedLibraryError.noLoader(interpreter.string, executable: file.path)
        }
        folders = LoaderFolders(of: path ?? interpreter, named: interpreter, for: file.machine, in: root)
        let libraryFolders = startsInBase ? Self.folders(ofBase: isInBase, for: file.machine) : []
        ownFolder = libraryFolders.first ?? folders.builtIn[0]
    }

    /// The folders in which a base image has its C library, as its loader finds it.
    private static func folders(ofBase isInBase: (String) -> Bool, for machine: ELFMachine) -> [FilePath] {
        LoaderFolders.usual(for: machine).flatMap(spellings).filter {
            isInBase($0.appending("libc.so.6").removingRoot().string)
        }
    }

    /// `/usr/lib/…` and `/lib/…`, which are one folder in most systems, with the one first that is not a link there.
    private static func spellings(_ path: FilePath) -> [FilePath] {
        let components = path.components.map(\.string)
        if components.first == "usr" { return [path, FilePath("/" + components.dropFirst().joined(separator: "/"))] }
        return [FilePath("/usr").pushing(path.removingRoot()), path]
    }

    // MARK: The search

    /// Goes through the needs breadth first, as the loader does: the first library of a name is the one for all.
    private func files() throws -> [SystemFile] {
        var files: Set<SystemFile> = []
        if !startsInBase, let loader { files.insert(SystemFile(loader.path, at: interpreter)) }
        var known: Set<String> = [interpreter.string, interpreter.lastComponent?.string ?? ""]
        if let name = loader?.dynamic?.soname { known.insert(name) }
        var queue = [program]
        var missing: [SharedLibraryError.Missing] = []
        var next = 0
        while next < queue.count {
            let object = queue[next]
            next += 1
            for name in object.file.needed where !isPartOfLoader(name) && known.insert(name).inserted {
                switch find(name, for: object) {
                case .inBase: break
                case .found(let library):
                    if let soname = library.file.dynamic?.soname { known.insert(soname) }
                    files.insert(SystemFile(library.file.path, at: library.destination))
                    queue.append(library)
                case .missing(let unusable):
                    missing.append(SharedLibraryError.Missing(name: name, user: object.path, unusable: unusable))
                }
            }
        }
        guard missing.isEmpty else { throw SharedLibraryError.missing(missing) }
        return files.sorted { $0.destination < $1.destination }
    }

    /// The loader of musl is its C library as well, under every name that a part of it once had.
    private func isPartOfLoader(_ name: String) -> Bool {
        guard interpreter.lastComponent?.string.hasPrefix("ld-musl-") == true else { return false }
        return ["libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."].contains(
            where: name.hasPrefix)
    }

    private enum Finding {
        case inBase
        case found(LoadedObject)
        /// Nothing fits; the files that were looked at.
        case missing([FilePath])
    }

    private func find(_ name: String, for object: LoadedObject) -> Finding {
        let file = FilePath(name)
        if name.contains("/") {
            guard file.isAbsolute else { return .missing([]) }
            let folder = file.lexicallyNormalized().removingLastComponent()
            return search(
                [SearchedFolder(machine: folder, in: root, image: folder)], for: file.lastComponent, of: object)
        }
        let named = search(object.searched(in: root), for: file.lastComponent, of: object)
        guard case .missing(let unusable) = named else { return named }
        if startsInBase {
            let folders = LoaderFolders.usual(for: object.file.machine).flatMap(Self.spellings)
            if folders.contains(where: { isInBase($0.appending(name).removingRoot().string) }) { return .inBase }
        }
        let others =
            object.file.dynamic?.ignoresDefaultFolders == true
            ? folders.searched.filter { !folders.builtIn.contains($0) } : folders.searched
        let own = search(
            others.map { SearchedFolder(machine: $0, in: root, image: ownFolder) }, for: file.lastComponent, of: object)
        guard case .missing(let more) = own else { return own }
        return .missing(unusable + more)
    }

    private func search(
        _ folders: [SearchedFolder], for name: FilePath.Component?, of object: LoadedObject
    ) -> Finding {
        guard let name, name.kind == .regular else { return .missing([]) }
        var unusable: [FilePath] = []
        for folder in folders {
            let destination = folder.image.appending(name)
            if startsInBase, isInBase(destination.removingRoot().string) { return .inBase }
            let path = folder.machine.appending(name)
            guard let found = folder.system.file(at: path) else { continue }
            // The loader goes on when a library is for another machine; one that cannot be read is as good as that.
            guard let file = try? ELFFile(at: found), file.machine == object.file.machine, file.dynamic != nil else {
                unusable.append(path)
                continue
            }
            return .found(LoadedObject(file, at: path, in: folder.system, destination: destination, loader: object))
        }
        return .missing(unusable)
    }
}
