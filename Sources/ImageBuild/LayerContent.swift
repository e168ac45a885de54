/// What a layer is made of, from the bottom of an image to its top: what changes seldom lies below what changes often.
enum LayerContent: String, CaseIterable {
    /// Shared libraries, certificates, time zones.
    case system = "system files"
    /// One or more files of the model.
    case models = "model files"
    /// Files that `chassis.yaml` names.
    case files = "files"
    /// The executable.
    case server = "model server"

    /// The line of the history.
    var createdBy: String { "chassis-build: \(rawValue)" }
}
