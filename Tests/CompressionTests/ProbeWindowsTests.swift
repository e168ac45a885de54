@testable import Compression
import SystemPackage
import TestSupport
import Testing

struct ProbeWindowsTests {
    private let window = ProbeWindows.byteCount

    @Test func `up to 1 MiB is looked at whole, once`() throws {
        let bytes = Samples.random.bytes(16 * window)
        for count in [1, window - 1, window, window + 1, 16 * window] {
            let part = Array(bytes[..<count])
            #expect(try ProbeWindows([.bytes(part)]).contents().flatMap(\.self) == part)
        }
    }

    @Test func `beyond, the windows are spread from the first byte to the last, however large the files are`() {
        let half = Int64.max / 2
        for sizes in [[Int64(16 * window + 1)], [40 << 30], [half, half, half]] {
            let offsets = ProbeWindows(sizes.map { .file("/sparse", byteCount: $0) }).offsets
            #expect(offsets.count == 16)
            #expect(offsets.first == 0)
            let total = sizes.reduce(Int64(0)) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
            let left = total - (offsets[15] + Int64(window))
            #expect((0..<15).contains(left))
        }
    }

    @Test func `a window reaches over the end of an input`() async throws {
        let bytes = Samples.random.bytes(100_000)
        try await withTemporaryDirectory { folder in
            let file = folder.appending("b")
            try write(Array(bytes[10_000..<90_000]), to: file)
            let inputs: [ProbeInput] = [
                .bytes(Array(bytes[..<10_000])), .bytes([]), .file(file, byteCount: 80_000),
                .bytes(Array(bytes[90_000...])),
            ]
            #expect(try ProbeWindows(inputs).contents().flatMap(\.self) == bytes)
        }
    }

    @Test func `a file that has become shorter is read to its end`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("a")
            try write([1, 2, 3], to: file)
            #expect(try ProbeWindows([.file(file, byteCount: 500_000)]).contents() == [[1, 2, 3]])
        }
    }
}
