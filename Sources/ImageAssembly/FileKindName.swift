import SystemPackage

/// Kinds of files in words, for messages.
enum FileKindName {
    static func of(_ type: FileType) -> String {
        switch type {
        case .directory: "a folder"
        case .socket: "a socket"
        case .fifo: "a named pipe"
        case .characterSpecial, .blockSpecial: "a device"
        case .symbolicLink: "a symbolic link"
        case .regular: "a file"
        default: "a thing of unknown kind"
        }
    }
}
