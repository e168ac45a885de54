/// A container engine on this machine, driven through its command.
public enum Engine: String, CaseIterable, Hashable, Sendable {
    /// Podman: no daemon, images in the user's own storage.
    case podman
    /// Docker, or anything that answers to its command.
    case docker

    /// The command's name.
    var command: String { rawValue }
}
