import ChassisModel

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
    func file(headerLength: UInt64? = nil) -> ModelFile {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: (headerLength ?? UInt64(header.utf8.count)).littleEndian) { bytes += $0 }
        bytes += header.utf8
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
        }
        return ModelFile(bytes)
    }
}
