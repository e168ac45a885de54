/// What an ELF file is for.
public enum ELFKind: Hashable, Sendable {
    /// What a compiler leaves for the linker: an object.
    case relocatable
    /// A program that is loaded at a fixed address.
    case program
    /// A shared library, or a program that can be loaded anywhere.
    case sharedObject
    /// A core dump, or something newer.
    case other(UInt16)

    init(rawValue: UInt16) {
        switch rawValue {
        case 1: self = .relocatable
        case 2: self = .program
        case 3: self = .sharedObject
        default: self = .other(rawValue)
        }
    }
}
