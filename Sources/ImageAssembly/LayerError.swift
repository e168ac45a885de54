public import BuildReport
import IgnoreRules
public import SystemPackage

/// Something that cannot go into a layer.
public enum LayerError: DiagnosticError, Equatable {
    /// A destination begins with `/`.
    case absolutePath(String)
    /// A destination that a container should see does not begin with `/`.
    case relativePath(String)
    /// A destination is the image's root itself.
    case imageRoot(String)
    /// A destination has an empty component, `.`, `..`, or a NUL.
    case invalidComponent(String, component: String)
    /// A component of a destination begins with `.wh.`, which marks a deletion in a layer.
    case whiteoutName(String)
    /// Two entries have one destination.
    case duplicate(String)
    /// An entry has a destination below another that is no directory.
    case parentNotADirectory(String, parent: String)
    /// A file's name is not UTF-8; the name is shown with the wrong bytes replaced.
    case nameNotUTF8(FilePath)
    /// A file or folder cannot be read.
    case unreadable(FilePath, Errno)
    /// A path is a socket, a pipe or a device; `kind` says which, in words.
    case unsupportedKind(FilePath, kind: String)
    /// A folder was expected.
    case notAFolder(FilePath)
    /// A symbolic link leads to an absolute path, or out of the folder that is copied.
    case linkLeavesFolder(FilePath, target: String)
    /// What was named is left out by a rule of `.chassisignore`.
    case leftOut(FilePath, rule: String, line: Int)
    /// A file was written to, or replaced, while the layer was made of it.
    case changedWhileRead(FilePath)

    /// What it is and how to leave it out or to replace it.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .absolutePath(let path):
            [Diagnostic("a path in the image is written from its root, without a `/` before it", at: path)]
        case .relativePath(let path):
            [Diagnostic("this path in the image does not begin with `/`", at: path, try: "write `/\(path)`")]
        case .imageRoot(let path):
            [
                Diagnostic(
                    "nothing can take the place of the image's root", at: path,
                    try: "name the file or folder, for example `/etc/app`")
            ]
        case .invalidComponent(let path, let component):
            [
                Diagnostic(
                    "a path in the image has the part `\(component)`", at: path,
                    try: "write it without `.`, `..`, `//` and a `/` at the end")
            ]
        case .whiteoutName(let path):
            [
                Diagnostic(
                    "a name that begins with `.wh.` marks a deletion in an image", at: path, try: "rename the file")
            ]
        case .duplicate(let path):
            [Diagnostic("two files go to the same place in the image", at: path, try: "leave one of them out")]
        case .parentNotADirectory(let path, let parent):
            [Diagnostic("`\(parent)` is a file, so nothing can stand below it", at: path, try: "move one of the two")]
        case .nameNotUTF8(let path):
            [Diagnostic("the name of this file is not UTF-8", at: path.string, try: "rename the file")]
        case .unreadable(let path, let errno):
            [Diagnostic("this cannot be read: \(errno)", at: path.string, try: Self.remedy(for: errno))]
        case .unsupportedKind(let path, let kind):
            [Diagnostic("\(kind) cannot go into an image", at: path.string, try: "remove it, or leave it out")]
        case .notAFolder(let path):
            [Diagnostic("this is not a folder", at: path.string, try: "name a folder, or list the file by itself")]
        case .linkLeavesFolder(let path, let target):
            [
                Diagnostic(
                    "the symbolic link leads to `\(target)`, outside of the folder that is copied", at: path.string,
                    try: "replace it by the file that it leads to (`cp -L`)")
            ]
        case .leftOut(let path, let rule, let line):
            [
                Diagnostic(
                    "this is to go into the image, and the rule `\(rule)` leaves it out", at: path.string,
                    try: "change line \(line) of \(IgnoreRules.fileName), or add a line with `!` below it")
            ]
        case .changedWhileRead(let path):
            [
                Diagnostic(
                    "the file changed while it was read", at: path.string, try: "build again when nothing writes to it")
            ]
        }
    }

    private static func remedy(for errno: Errno) -> String {
        switch errno {
        case .tooManySymbolicLinkLevels: "the link leads in a circle: let it lead to a file, or remove it"
        case .noSuchFileOrDirectory: "check the path; a link must lead to something"
        case .fileNameTooLong: "use shorter names, or fewer folders in each other"
        default: "let your user read it, or leave it out with a line in \(IgnoreRules.fileName)"
        }
    }
}
