import Compression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Bytes of several kinds, the same at every run.
func sample(_ kind: Int, count: Int) -> [UInt8] {
    var state = UInt64(kind + 1)
    func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
    let words = ["let ", "model", " = ", "weights", "[", "]\n", "return ", "0.5", "// the ", "layer"]
    var bytes: [UInt8] = []
    while bytes.count < count {
        switch kind {
        case 0: bytes += words[Int(next() % 10)].utf8
        case 1: bytes += [UInt8(next() & 255), UInt8(next() & 255), UInt8(next() & 127), UInt8(60 + next() % 4)]
        case 2: bytes.append(UInt8(next() & 255))
        default: bytes += [UInt8](repeating: UInt8(next() % 3), count: Int(next() % 5000))
        }
    }
    return bytes
}

/// Prints what every codec makes of some samples, a line each; a test compares the lines of several processors.
func printDigests() throws {
    for kind in 0..<4 {
        let content = sample(kind, count: 300_000)
        for compression in LayerCompression.allCases {
            let stream = try LayerStream(compression: compression) { _ in }
            try content.withUnsafeBytes { try stream.write($0) }
            let codec = compression.annotations.values.joined()
            print(compression.method, kind, try stream.finish().digest, codec)
        }
    }
}

/// Sends 2 GiB through a stream, and prints how many bytes of memory this process took at most.
func printPeakMemory() throws {
    let piece = sample(0, count: 1 << 20)
    let stream = try LayerStream(compression: .gzipFast, workers: 8) { _ in }
    for _ in 0..<2048 {
        try piece.withUnsafeBytes { try stream.write(UnsafeRawBufferPointer(rebasing: $0[..<(1 << 20)])) }
    }
    _ = try stream.finish()
    var usage = rusage()
    // 0 is RUSAGE_SELF, whose type depends on the C library. Linux counts in KiB.
    getrusage(0, &usage)
    print(usage.ru_maxrss << 10)
}

try CommandLine.arguments.contains("--memory") ? printPeakMemory() : printDigests()
