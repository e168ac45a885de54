#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes files in the safetensors format, as wrong as a test wants them.
struct SafetensorsBuilder {
    /// The JSON of the header.
    var header: String
    /// What follows the header.
    var numbers: [Float] = []

    /// A file with exactly this header.
    init(header: String, numbers: [Float] = []) {
        self.header = header
        self.numbers = numbers
    }

    /// A correct file of `tensors`.
    init(_ tensors: [(name: String, shape: [Int], numbers: [Float])]) {
        var entries: [String] = []
        var begin = 0
        for tensor in tensors {
            let end = begin + tensor.numbers.count * 4
            entries.append(
                #""\#(tensor.name)":{"dtype":"F32","shape":\#(tensor.shape),"data_offsets":[\#(begin),\#(end)]}"#)
            numbers += tensor.numbers
            begin = end
        }
        header = "{" + entries.joined(separator: ",") + "}"
    }

    /// The file; `headerLength` stands in for the true one.
    func data(headerLength: UInt64? = nil) -> Data {
        var data = Data()
        withUnsafeBytes(of: (headerLength ?? UInt64(header.utf8.count)).littleEndian) { data.append(contentsOf: $0) }
        data.append(contentsOf: header.utf8)
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data
    }
}
