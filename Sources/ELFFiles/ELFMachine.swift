public import OCISpec

/// A processor as ELF tells it, with the convention for calls: a loader takes only libraries that have the program's.
public struct ELFMachine: Hashable, Sendable {
    /// The processor's number.
    public let number: UInt16
    /// How numbers stand in the file, which some processors can have in two ways.
    public let format: ELFFormat
    /// Whether floating-point numbers are passed in registers of their own; nil where that is not a choice.
    public let hasHardFloat: Bool?

    init(number: UInt16, format: ELFFormat, flags: UInt32) {
        self.number = number
        self.format = format
        hasHardFloat = number == Self.arm ? flags & 0x400 != 0 : nil
    }

    private static let arm: UInt16 = 40

    /// The platform that an image for this machine names; nil for machines that images have no name for.
    ///
    /// For 32-bit ARM the header tells the convention for calls and not the processor: Debian's `armhf`, which needs
    /// version 7, is told from `armel`, for version 5. Programs for Raspbian, `armhf` for version 6, pass for version 7.
    public var platform: Platform? {
        let name: String? =
            switch (number, format.is64Bit, format.isLittleEndian) {
            case (62, true, true): "amd64"
            case (183, true, true): "arm64"
            case (Self.arm, false, true): hasHardFloat == true ? "arm/v7" : "arm/v5"
            case (3, false, true): "386"
            case (243, true, true): "riscv64"
            case (21, true, true): "ppc64le"
            case (21, true, false): "ppc64"
            case (22, true, false): "s390x"
            case (258, true, true): "loong64"
            case (8, true, true): "mips64le"
            case (8, true, false): "mips64"
            case (8, false, true): "mipsle"
            case (8, false, false): "mips"
            default: nil
            }
        return name.flatMap { try? Platform(parsing: "linux/\($0)") }  // each of these is well-formed
    }

    /// The folder below `lib` in which Debian keeps libraries for the machine; nil where there is none.
    public var multiarchName: String? {
        switch platform?.description {
        case "linux/amd64": "x86_64-linux-gnu"
        case "linux/arm64": "aarch64-linux-gnu"
        case "linux/arm/v7": "arm-linux-gnueabihf"
        case "linux/arm/v5": "arm-linux-gnueabi"
        case "linux/386": "i386-linux-gnu"
        case "linux/riscv64": "riscv64-linux-gnu"
        case "linux/ppc64le": "powerpc64le-linux-gnu"
        case "linux/s390x": "s390x-linux-gnu"
        case "linux/loong64": "loongarch64-linux-gnu"
        default: nil
        }
    }
}
