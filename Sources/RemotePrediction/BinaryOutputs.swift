import JSONCoding
import SystemPackage

/// Takes the bytes out of an answer of KServe v1, where they stand as `{"b64":"…"}`, and leaves `{"file":"…"}` there.
struct BinaryOutputs {
    /// The answer without the bytes.
    private(set) var json: [UInt8] = []
    /// The bytes.
    private(set) var files: [OutputFile] = []

    /// One step on the way from the top to a value.
    private enum Step {
        case key(String)
        case index(Int)
    }

    /// - Parameters:
    ///   - answer: a body of JSON; anything else is left as it is.
    ///   - folder: where the files will be, for the JSON.
    init(in answer: [UInt8], folder: FilePath) {
        // A server of others may answer with anything.
        guard (try? JSONDocument(answer)) != nil else {
            json = answer
            return
        }
        let tokens = JSONToken.tokens(of: answer)
        var names = FileNames()
        var path: [Step] = []
        var copied = 0
        var position = 0
        while position < tokens.count {
            let token = tokens[position]
            if let content = Self.bytes(at: position, of: tokens, in: answer) {
                let name = names.name(for: Self.name(for: path))
                files.append(OutputFile(name: name, bytes: content))
                json += answer[copied..<token.range.lowerBound]
                json += FileReference.json(to: name, in: folder)
                position += 4
                copied = tokens[position].range.upperBound
            } else {
                Self.follow(token, next: position + 1 < tokens.count ? tokens[position + 1] : nil, in: answer, &path)
            }
            position += 1
        }
        json += answer[copied...]
    }

    /// The bytes of the object at `position` if it is `{"b64":"…"}`: five tokens.
    private static func bytes(at position: Int, of tokens: [JSONToken], in answer: [UInt8]) -> [UInt8]? {
        guard position + 4 < tokens.count,
            tokens[position..<position + 5].map(\.kind) == [.openObject, .string, .colon, .string, .closeObject],
            answer[tokens[position + 1].range].elementsEqual("\"b64\"".utf8)
        else { return nil }
        // A text that is no base64 stays where it is.
        return try? JSON.decode(Base64Bytes.self, from: Array(answer[tokens[position + 3].range])).bytes
    }

    private static func follow(_ token: JSONToken, next: JSONToken?, in answer: [UInt8], _ path: inout [Step]) {
        switch token.kind {
        case .openArray: path.append(.index(0))
        case .openObject: path.append(.key(""))
        case .closeArray, .closeObject: path.removeLast()
        case .comma: if case .index(let index)? = path.last { path[path.count - 1] = .index(index + 1) }
        case .string where next?.kind == .colon:
            // The text was checked: it is a string.
            let key = (try? JSON.decode(String.self, from: Array(answer[token.range]))) ?? ""
            path[path.count - 1] = .key(key)
        case .string, .scalar, .colon: break
        }
    }

    /// A name after the way to a value below `predictions`: the key, with the index before it for all but the first.
    private static func name(for path: [Step]) -> String {
        let steps = path.dropFirst().compactMap { step in
            switch step {
            case .key(let key): key
            case .index(0): nil
            case .index(let index): "\(index)"
            }
        }
        return steps.isEmpty ? "prediction" : steps.joined(separator: "-")
    }
}
