/// How a command tells of its progress: the values of `--progress`.
public enum ProgressStyle: String, Hashable, Sendable, CaseIterable {
    /// Lines that are redrawn when standard error is a terminal, else ``plain``.
    case auto
    /// Lines that are never redrawn: ``PlainLines``.
    case plain
    /// An object a line: ``JSONLines``. Errors are objects as well.
    case json
    /// Errors alone.
    case quiet
}
