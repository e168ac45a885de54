/// Names of entries in archives that others made.
enum EntryName {
    /// The parts of `path`, without `.` and without slashes before and behind; nil when there is a `..`.
    ///
    /// A slash at the beginning means the root of the archive, as engines read it.
    static func components(of path: String) -> [String]? {
        let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        return parts.contains("..") ? nil : parts
    }

    /// Where a link `target` in the entry `name` leads; nil when that is outside of the archive.
    static func resolve(_ target: String, beside name: String) -> String? {
        var parts = target.hasPrefix("/") ? [] : name.split(separator: "/").dropLast()
        for part in target.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return parts.joined(separator: "/")
    }
}
