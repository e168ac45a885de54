public import OCISpec

extension Platform {
    /// The platform of this machine's containers: Linux, also under another system, on this machine's processor.
    public static var host: Platform {
        #if arch(arm64)
            .linuxARM64
        #else
            .linuxAMD64
        #endif
    }
}
