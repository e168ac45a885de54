public import BuildReport

/// A container engine that cannot do what it was asked.
public enum EngineError: DiagnosticError, Equatable {
    /// Its command is not on the PATH.
    case notInstalled(Engine)
    /// None of the engines is installed.
    case noneInstalled
    /// The daemon behind the command does not answer, or may not be asked by this user.
    case notReachable(Engine, output: String)
    /// Loading failed, for the reason in the engine's own output.
    case loadFailed(Engine, output: String)

    /// What happened and how to go on without the engine.
    public var diagnostics: [Diagnostic] {
        let elsewhere = "write a file instead: `--output archive:image.tar`, to be loaded on another machine"
        switch self {
        case .notInstalled(let engine):
            return [
                Diagnostic(
                    "\(engine.command) is not installed", at: "--load \(engine.rawValue)",
                    try: "install it, for example with `apt-get install \(engine == .docker ? "docker.io" : "podman")`",
                    elsewhere)
            ]
        case .noneInstalled:
            return [
                Diagnostic(
                    "there is nowhere to put the image: neither podman nor docker is installed",
                    try: "say where it goes, for example `--output oci:image` or `--output archive:image.tar`",
                    "install an engine, for example with `apt-get install podman`")
            ]
        case .notReachable(let engine, let output):
            return [
                Diagnostic(
                    "\(engine.command) does not answer: \(output)", at: "--load \(engine.rawValue)",
                    try: "start it, and check that your user may use it: `\(engine.command) info`", elsewhere)
            ]
        case .loadFailed(let engine, let output):
            return [
                Diagnostic(
                    "\(engine.command) cannot load the image: \(output)", at: "--load \(engine.rawValue)",
                    try: elsewhere)
            ]
        }
    }
}
