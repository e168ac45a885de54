/// Names that a snapshot passes over, because what has them changes all the time and nothing is built from it.
enum LeftOut {
    /// Whether a folder of this name is left out with all that is in it.
    static func folder(_ name: UnsafeRawBufferPointer) -> Bool {
        folders.contains { $0.elementsEqual(name) } || folderPrefixes.contains(where: name.starts)
    }

    /// Whether anything of this name is left out: `.` and `..`, and what editors leave for a moment.
    static func everywhere(_ name: UnsafeRawBufferPointer) -> Bool {
        let (dot, hash) = (UInt8(ascii: "."), UInt8(ascii: "#"))
        guard let first = name.first, let last = name.last else { return true }
        if last == UInt8(ascii: "~") { return true }  // the copy that most editors make of what was there before
        switch first {
        case dot:
            // Emacs's lock, then vim's swap file: `.#main.swift`, `.main.swift.swp`.
            if name.count == 1 || name[1] == hash || isSwapFile(name) { return true }
            return dotNames.contains { $0.elementsEqual(name) }
        case hash: return name.count > 1 && last == hash  // what Emacs saves by itself
        default: return name.elementsEqual(probe)
        }
    }

    /// `.*.sw?`
    private static func isSwapFile(_ name: UnsafeRawBufferPointer) -> Bool {
        name.count >= 5 && name.dropLast().suffix(3).elementsEqual(Array(".sw".utf8))
    }

    private static let folders = names(".build", ".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv")
    private static let folderPrefixes = names(".build-", ".build_")
    private static let dotNames = names("..", ".DS_Store")
    /// The file by which vim finds out whether it may write into a folder.
    private static let probe = Array("4913".utf8)

    private static func names(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
