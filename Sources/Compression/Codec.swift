import CDeflate
import CISAL
import CZstd

/// A program that compresses, with its settings.
enum Codec: Hashable, Sendable {
    case none
    /// ISA-L at level 1, the highest that gives the same bytes on all processors with SSE 4.2. Matches are at most
    /// 2 to the power of `windowBits` bytes back; 0 is as far as deflate allows, 32 KiB.
    case igzip(windowBits: UInt16)
    /// libdeflate, which gives the same bytes on all processors.
    case libdeflate(level: Int32)
    /// libzstd, which gives the same bytes on all processors.
    case zstd(level: Int32)

    /// The level in the words of the program.
    var level: Int32 {
        switch self {
        case .none: 0
        case .igzip: 1
        case .libdeflate(let level), .zstd(let level): level
        }
    }

    /// Program, version and level.
    var name: String? {
        switch self {
        case .none: nil
        case .igzip(let windowBits):
            "isa-l \(ISAL_MAJOR_VERSION).\(ISAL_MINOR_VERSION).\(ISAL_PATCH_VERSION) level 1 window "
                + "\(1 << (windowBits == 0 ? 15 : windowBits))"
        case .libdeflate(let level): "libdeflate \(LIBDEFLATE_VERSION_STRING) level \(level)"
        case .zstd(let level): "zstd \(String(cString: ZSTD_versionString())) level \(level)"
        }
    }

    /// About how much memory a compressor takes, beside the blocks that pass through it.
    var stateBytes: Int {
        switch self {
        case .none: 0
        case .igzip: 512 << 10
        case .libdeflate(let level): (level < 10 ? 3 : 12) << 20
        case .zstd(let level): (level < 7 ? 4 : level < 13 ? 13 : 18) << 20
        }
    }

    /// A compressor for one thread; nil for none.
    func makeCompressor() throws(CompressionError) -> (any BlockCompressor)? {
        switch self {
        case .none: nil
        case .igzip(let windowBits): try IgzipCompressor(windowBits: windowBits)
        case .libdeflate(let level): try LibdeflateCompressor(level: level)
        case .zstd(let level): try ZstdCompressor(level: level)
        }
    }
}
