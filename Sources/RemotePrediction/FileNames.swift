/// Names for files after the names of outputs, which come from a server: none leads out of the folder, or is there twice.
struct FileNames {
    private var taken: Set<String> = []

    /// A name for the output `output`.
    mutating func name(for output: String) -> String {
        var name = String(String.UnicodeScalarView(output.unicodeScalars.map(Self.replaced)))
        // Longer ones are refused by file systems: 255 bytes, with room for a number.
        while name.utf8.count > 240 { name.removeLast() }
        if name.isEmpty || name == "." || name == ".." { name = "output" }
        var candidate = name
        var number = 2
        // Folded, since not all file systems tell capital letters from small ones.
        while !taken.insert(candidate.lowercased()).inserted {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }

    private static func replaced(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "/" || scalar == "\\" || scalar.value < 0x20 || scalar.value == 0x7F ? "_" : scalar
    }
}
