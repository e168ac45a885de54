/// The steps of a build, in their order.
public enum BuildStep: String, Hashable, Sendable, CaseIterable {
    /// Package and configuration are read, and the model is found.
    case inspect
    /// The executable is built.
    case compile
    /// Files become layers.
    case layers
    /// The image goes to the places that were asked for.
    case deliver
}
