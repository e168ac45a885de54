/// The steps of a build, in their order.
public enum BuildStep: String, Hashable, Sendable, CaseIterable {
    /// Package and configuration are read, and the model is found.
    case inspect
    /// The server without a model is compiled, once for all models.
    case prepare
    /// The executable is built.
    case compile
    /// The declared sample goes through the executable.
    case test
    /// The image to build upon, or to bring elsewhere, is read.
    case base
    /// Files become layers.
    case layers
    /// The image goes to the places that were asked for.
    case deliver
}
