/// `text` with everything but ASCII letters, digits, `.`, `_` and `-` made a `-`, so that it can be the name of a file.
func fileName(from text: String) -> String {
    String(
        text.map { character in
            let isPlain = character.isASCII && (character.isLetter || character.isNumber)
            return isPlain || "._-".contains(character) ? character : "-"
        })
}

/// Eight hexadecimal digits that tell texts apart: FNV-1a, folded to 32 bits. Not a digest: two texts may share them.
func shortHash(of text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String((hash >> 32) ^ (hash & 0xffff_ffff), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
