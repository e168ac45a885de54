/// What `swift -print-target-info -static-stdlib` prints, as far as it is read.
/// - Parameter usr: the folder of the toolchain.
func targetInfo(
    _ version: String, triple: String = "x86_64-unknown-linux-gnu", usr: String = "/toolchain/usr"
) -> String {
    #"{"compilerVersion":"\#(version)","target":{"triple":"\#(triple)"},"paths":{"runtimeLibraryPaths":["#
        + #""\#(usr)/lib/swift_static/linux"],"runtimeResourcePath":"\#(usr)/lib/swift_static"}}"#
}
