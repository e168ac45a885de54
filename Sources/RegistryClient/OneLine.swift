/// Text of a stranger, made fit for one line of an error message.
enum OneLine {
    /// The first line of `bytes` that says something, without control characters, cut after 200 characters; of a page of
    /// HTML only its title, since the rest is no message.
    static func of(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        if let title = htmlTitle(text) { return clean(title) }
        if text.contains("<html") || text.contains("<!DOCTYPE") || text.contains("<HTML") { return nil }
        return text.split(whereSeparator: \.isNewline).lazy.map { clean(String($0)) }.first { !$0.isEmpty }
    }

    static func clean(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(200) { line.unicodeScalars.append(isControl(scalar) ? " " : scalar) }
        let words = line.split(separator: " ")
        return words.joined(separator: " ")
    }

    /// Whether a terminal may act on the character: control characters, and those that change the writing's direction.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func htmlTitle(_ text: String) -> String? {
        guard let open = text.range(ofIgnoringCase: "<title>"),
            let close = text[open.upperBound...].range(ofIgnoringCase: "</title>")
        else { return nil }
        return String(text[open.upperBound..<close.lowerBound])
    }
}

extension StringProtocol {
    fileprivate func range(ofIgnoringCase needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            let end = index(start, offsetBy: needle.count, limitedBy: endIndex)
            guard let end else { return nil }
            if self[start..<end].lowercased() == needle { return start..<end }
            start = index(after: start)
        }
        return nil
    }
}
