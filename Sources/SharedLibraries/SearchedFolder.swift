import SystemPackage

/// A folder in which a library is looked for.
struct SearchedFolder {
    /// The folder on this machine.
    let machine: FilePath
    /// The system that ``machine`` is a path of.
    let system: SystemRoot
    /// What the same search looks at in the image.
    let image: FilePath

    init(machine: FilePath, in system: SystemRoot, image: FilePath) {
        self.machine = machine
        self.system = system
        self.image = image
    }
}
