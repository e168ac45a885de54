import ArgumentParser
import ContainerEngine
import ImageBuild
import SystemPackage

/// Where an image goes.
struct OutputFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write a file: oci:FOLDER (an OCI layout), archive:FILE (docker and podman load it), or archive:- for "
                + "standard output. Repeatable.", valueName: "destination"),
        transform: Arguments.destination)
    var output: [Destination] = []

    @Option(help: "Load the image into podman or docker. Repeatable.", transform: Arguments.engine)
    var load: [Engine] = []

    @Flag(help: "Publish the image in the registry that its name leads to.")
    var push = false

    @Option(help: ArgumentHelp("Write the image's digest into this file.", valueName: "file"))
    var digestFile: String?

    @OptionGroup var progress: ProgressFlag

    /// All destinations, in the order in which they are delivered to: the registry last, where others see it.
    var destinations: [Destination] { output + load.map(Destination.engine) + (push ? [.registry] : []) }

    /// Prints what an image is called and writes the digest's file. Standard output may hold the image itself: then the
    /// line goes where progress goes.
    func tell(_ digestReference: String, digest: String) throws {
        if let digestFile { try ResultFile.write(Array(digest.utf8), to: FilePath(digestFile)) }
        if output.contains(.standardOutput) {
            StandardError.write(digestReference + "\n")
        } else {
            print(digestReference)
        }
    }
}
