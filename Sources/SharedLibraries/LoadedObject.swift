import ELFFiles
import SystemPackage

/// A program or library of a closure, and what brought it in.
final class LoadedObject {
    let file: ELFFile
    /// Where it is on this machine, before links are followed: `$ORIGIN` is the folder of this path.
    let path: FilePath
    /// Where it goes in the image, absolute.
    let destination: FilePath
    /// The system in which ``path`` is; that of the program is always the one that runs.
    let home: SystemRoot
    /// What needs it; nil for the program.
    let loader: LoadedObject?

    init(_ file: ELFFile, at path: FilePath, in home: SystemRoot, destination: FilePath, loader: LoadedObject?) {
        self.file = file
        self.path = path
        self.home = home
        self.destination = destination
        self.loader = loader
    }

    /// The folders in which the loader looks for what this object needs before it looks in its own, in their order.
    ///
    /// `DT_RPATH` counts for everything that is loaded by way of the object, and is ignored where there is a
    /// `DT_RUNPATH`, which counts for the object alone: see [ld.so(8)](https://man7.org/linux/man-pages/man8/ld.so.8.html).
    /// - Parameter system: where folders are that do not depend on where the object is.
    func searched(in system: SystemRoot) -> [SearchedFolder] {
        let own = file.dynamic?.runpath ?? []
        guard own.isEmpty else { return own.compactMap { folder($0, in: system) } }
        return sequence(first: self, next: \.loader).filter { $0.file.dynamic?.runpath.isEmpty != false }
            .flatMap { object in (object.file.dynamic?.rpath ?? []).compactMap { object.folder($0, in: system) } }
    }

    private func folder(_ text: String, in system: SystemRoot) -> SearchedFolder? {
        guard let machine = expand(text, origin: path), let image = expand(text, origin: destination) else {
            return nil
        }
        return SearchedFolder(machine: machine, in: text.hasPrefix("$") ? home : system, image: image)
    }

    /// `text` with its variables replaced; nil for a relative folder, and for one with a variable that depends on the
    /// processor on which the program runs.
    private func expand(_ text: String, origin: FilePath) -> FilePath? {
        let library = file.machine.multiarchName.map { "lib/\($0)" } ?? (file.machine.format.is64Bit ? "lib64" : "lib")
        var expanded = text
        for (name, value) in [("ORIGIN", origin.removingLastComponent().string), ("LIB", library)] {
            expanded = expanded.replacing("${\(name)}", with: value).replacing("$\(name)", with: value)
        }
        let folder = FilePath(expanded)
        return folder.isAbsolute && !expanded.contains("$") ? folder.lexicallyNormalized() : nil
    }
}
