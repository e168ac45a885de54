import JSONCoding

/// The members of a JSON object in a request, by name; those that nobody asks for are ignored, and `null` is as good as
/// absent.
struct JSONObject {
    /// Where it stands in the request, for messages: `inputs[0]`; empty for the request itself.
    let path: String
    private let members: [(name: String?, value: JSONView)]

    /// The members of `view`.
    init(_ view: JSONView, at path: String) throws(OpenInferenceError) {
        guard view.kind == .object else {
            throw .invalid(
                "expected \(path.isEmpty ? "a request that is" : "\"\(path)\" to be") an object, "
                    + "found \(view.kind.rawValue)")
        }
        self.path = path
        members = view.members
    }

    /// The value of `name`.
    /// - Throws: ``OpenInferenceError`` when it is there twice: which one counts is anybody's guess.
    func value(_ name: String) throws(OpenInferenceError) -> JSONView? {
        var found: JSONView?
        for member in members where member.name == name {
            guard found == nil else { throw .invalid("\"\(self.path(of: name))\" is there twice; send it once") }
            found = member.value
        }
        return found?.kind == .null ? nil : found
    }

    func string(_ name: String) throws(OpenInferenceError) -> String? {
        guard let value = try value(name) else { return nil }
        guard let string = value.string else { throw expected("a string", at: name, found: value) }
        return string
    }

    func boolean(_ name: String) throws(OpenInferenceError) -> Bool? {
        guard let value = try value(name) else { return nil }
        guard let boolean = value.boolean else { throw expected("true or false", at: name, found: value) }
        return boolean
    }

    func integer(_ name: String) throws(OpenInferenceError) -> Int? {
        guard let value = try value(name) else { return nil }
        guard let integer = value.integer else { throw expected("a whole number", at: name, found: value) }
        return integer
    }

    func object(_ name: String) throws(OpenInferenceError) -> JSONObject? {
        guard let value = try value(name) else { return nil }
        return try JSONObject(value, at: path(of: name))
    }

    func list(_ name: String) throws(OpenInferenceError) -> [JSONView]? {
        guard let value = try value(name) else { return nil }
        guard value.kind == .array else { throw expected("a list", at: name, found: value) }
        return value.elements
    }

    func objects(_ name: String) throws(OpenInferenceError) -> [JSONObject]? {
        guard let list = try list(name) else { return nil }
        var objects: [JSONObject] = []
        for (index, element) in list.enumerated() {
            objects.append(try JSONObject(element, at: "\(path(of: name))[\(index)]"))
        }
        return objects
    }

    /// What must be there and is not.
    func missing(_ name: String) -> OpenInferenceError {
        .invalid("\"\(path(of: name))\" is missing")
    }

    func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private func expected(_ what: String, at name: String, found: JSONView) -> OpenInferenceError {
        .invalid("expected \"\(path(of: name))\" to be \(what), found \(found.kind.rawValue)")
    }
}
