import JSONCoding

/// The page of a model, as HTML.
///
/// What a model says reaches the page in two ways: escaped, in the title; and as JSON in an element that nobody runs,
/// from which the script makes text, never markup.
struct HTMLPage {
    private let title: String
    private let model: JSONTree

    init(_ subject: PageSubject, schemas: ModelSchemas) {
        title = "\(subject.modelName) \(subject.metadata.version)"
        model = ModelCard(subject, schemas: schemas).json
    }

    /// The document, in UTF-8.
    var bytes: [UInt8] {
        var html: [UInt8] = []
        html.reserveCapacity(32 << 10)
        var rest = Array(PageSource.html.utf8)[...]
        while let start = Self.offset(of: "[[", in: rest), let end = Self.offset(of: "]]", in: rest[start...]) {
            html += rest[..<start]
            html += filling(String(decoding: rest[(start + 2)..<end], as: UTF8.self))
            rest = rest[(end + 2)...]
        }
        return html + rest
    }

    /// What stands in the place called `name`. It is not looked at again, whatever it holds.
    private func filling(_ name: String) -> [UInt8] {
        switch name {
        case "title": Self.escaped(title)
        case "style": Array(PageSource.style.utf8)
        case "script": Array(PageSource.script.utf8)
        case "model": Self.inElement(model.bytes)
        default: []
        }
    }

    private static func offset(of pair: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let byte = pair.utf8Start[0]
        return bytes.indices.dropLast().first { bytes[$0] == byte && bytes[$0 + 1] == byte }
    }

    private static func escaped(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            case UInt8(ascii: "\""): Array("&quot;".utf8)
            case UInt8(ascii: "'"): Array("&#39;".utf8)
            default: [byte]
            }
        }
    }

    /// `json` without what could end a script element or begin a comment in it. In JSON, these characters stand in
    /// strings only.
    private static func inElement(_ json: [UInt8]) -> [UInt8] {
        json.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "<"): Array(#"\u003c"#.utf8)
            case UInt8(ascii: ">"): Array(#"\u003e"#.utf8)
            case UInt8(ascii: "&"): Array(#"\u0026"#.utf8)
            default: [byte]
            }
        }
    }
}
