import LayerArchive
public import OCISpec

/// How a layer's bytes are stored: a method, the program that does it, and how hard it tries.
public struct LayerCompression: Hashable, Sendable {
    /// What a reader has to know to read a layer.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// Not compressed.
        case none
        /// Which every engine reads.
        case gzip
        /// Which old engines cannot read: Docker pulls it since version 23.
        case zstd
    }

    /// The levels of libdeflate.
    static let gzipLevels = 1...12
    /// The levels of zstd without those that take more memory to read.
    static let zstdLevels = 1...19

    let codec: Codec

    /// As they are.
    public static let none = LayerCompression(codec: .none)
    /// gzip for programs and text: small, at a twentieth of the speed of a hash.
    public static let gzip = LayerCompression(codec: .libdeflate(level: 6))
    /// gzip at a quarter of the speed of a hash, and a sixth larger.
    public static let gzipFast = LayerCompression(codec: .igzip(windowBits: 0))
    /// gzip for weights, in which only the frequency of byte values can be used: at half the speed of a hash. It looks
    /// 256 bytes back, for runs and nothing else.
    public static let gzipWeights = LayerCompression(codec: .igzip(windowBits: 8))
    /// zstd at its usual level.
    public static let zstd = LayerCompression(codec: .zstd(level: 3))

    /// gzip at a level of libdeflate; 6 is ``gzip``, from 10 on it takes five times as long for 3 % less.
    /// - Throws: ``CompressionChoiceError/levelOutOfRange(_:_:_:)``.
    public static func gzip(level: Int) throws(CompressionChoiceError) -> LayerCompression {
        guard gzipLevels.contains(level) else { throw .levelOutOfRange(.gzip, level, gzipLevels) }
        return LayerCompression(codec: .libdeflate(level: Int32(level)))
    }

    /// zstd at one of its levels; 3 is ``zstd``.
    /// - Throws: ``CompressionChoiceError/levelOutOfRange(_:_:_:)``.
    public static func zstd(level: Int) throws(CompressionChoiceError) -> LayerCompression {
        guard zstdLevels.contains(level) else { throw .levelOutOfRange(.zstd, level, zstdLevels) }
        return LayerCompression(codec: .zstd(level: Int32(level)))
    }

    /// The method.
    public var method: Method {
        switch codec {
        case .none: .none
        case .igzip, .libdeflate: .gzip
        case .zstd: .zstd
        }
    }

    /// The media type of a layer stored so.
    public var mediaType: MediaType {
        switch method {
        case .none: .layerTar
        case .gzip: .layerTarGzip
        case .zstd: .layerTarZstd
        }
    }

    /// What a layer's stored bytes depend on beside its entries: ``codecName``, and the library that writes the archive.
    ///
    /// Stable from run to run, and another one when a library was replaced by one that gives other bytes.
    public var identity: String {
        codecName.map { "\(method)-\(codec.level) \(TarWriter.identity) \($0)" } ?? "\(method) \(TarWriter.identity)"
    }

    /// Method, level and program with its version: less than ``identity`` tells, and at once.
    public var versionedName: String { "\(method)-\(codec.level) \(codec.name ?? "")" }

    /// What belongs into the descriptor of a layer stored so: who compressed it.
    ///
    /// Somebody who builds the same image and gets another digest finds here why.
    public var annotations: [String: String] {
        codecName.map { [Self.codecAnnotation: $0] } ?? [:]
    }

    /// The key of ``annotations``.
    public static let codecAnnotation = "ml.chassis.layer.codec"

    /// The program with version and level, the size of its blocks, and what it makes of a fixed sample; nil for none.
    ///
    /// The last tells apart what versions do not: ISA-L on a processor without SSE 4.2 gives other bytes.
    var codecName: String? {
        codec.name.map { "\($0), \(StreamBlock.byteCount >> 20) MiB blocks, sample \(CodecSample.fingerprint(codec))" }
    }
}

extension LayerCompression: CaseIterable {
    /// Every codec at its usual levels.
    public static let allCases: [LayerCompression] = [.none, .gzipWeights, .gzipFast, .gzip, .zstd]
}
