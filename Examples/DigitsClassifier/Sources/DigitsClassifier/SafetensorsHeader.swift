/// The header of a safetensors file: a JSON object with an entry for each tensor, and one for notes, which is skipped.
struct SafetensorsHeader: Decodable {
    /// Where a tensor is, and what it holds.
    struct Tensor: Decodable {
        let dtype: String
        let shape: [Int]
        /// The first byte and the one after the last, counted from the end of the header.
        let offsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let tensors: [String: Tensor]

    init(from decoder: any Decoder) throws {
        let entries = try decoder.container(keyedBy: Name.self)
        var tensors: [String: Tensor] = [:]
        for name in entries.allKeys where name.stringValue != "__metadata__" {
            tensors[name.stringValue] = try entries.decode(Tensor.self, forKey: name)
        }
        self.tensors = tensors
    }
}
