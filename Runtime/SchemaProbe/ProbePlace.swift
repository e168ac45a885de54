/// What was asked at one place of the JSON: as which types, as an object with which members, as an array of what.
final class ProbePlace {
    /// A way to read a value.
    enum Shape: Hashable {
        case value(ObjectIdentifier)
        case object
        case array
    }

    /// A member of the object that was asked for.
    final class Member {
        let name: String
        let place = ProbePlace()
        var isRequired = true

        init(_ name: String) {
            self.name = name
        }
    }

    private(set) var shapes: Set<Shape> = []
    private(set) var members: [Member] = []
    /// Whether the keys that are there were asked for, which says that any may be missing.
    var namesMembersItself = true
    /// Whether `null` would be noticed.
    var isNullable = false
    private var values: [JSONSchema] = []
    private var elements: ProbePlace?

    /// How much is known.
    var askedCount: Int { shapes.count + members.count }

    /// Notes that a value of `type` was asked for, which `schema` describes.
    func note(_ type: Any.Type, _ schema: JSONSchema) {
        if shapes.insert(.value(ObjectIdentifier(type))).inserted { values.append(schema) }
    }

    /// Notes that an object was asked for.
    func noteObject() {
        shapes.insert(.object)
    }

    /// Notes that an array was asked for, and is the place of all its elements.
    func noteArray() -> ProbePlace {
        shapes.insert(.array)
        let place = elements ?? ProbePlace()
        elements = place
        return place
    }

    /// The member `name`, which is noted.
    func member(_ name: String) -> Member {
        if let member = members.first(where: { $0.name == name }) { return member }
        let member = Member(name)
        members.append(member)
        return member
    }

    /// Adds what another attempt was asked at this place; its members that are new are not required.
    func merge(_ other: ProbePlace) {
        shapes.formUnion(other.shapes)
        for value in other.values where !values.contains(value) { values.append(value) }
        for member in other.members {
            let isNew = !members.contains { $0.name == member.name }
            let own = self.member(member.name)
            own.place.merge(member.place)
            if isNew { own.isRequired = false }
        }
        if let elements = other.elements { noteArray().merge(elements) }
        isNullable = isNullable || other.isNullable
        namesMembersItself = namesMembersItself && other.namesMembersItself
    }

    var schema: JSONSchema {
        var schemas = values
        if shapes.contains(.object) {
            schemas.append(
                .object(
                    members.map {
                        .init($0.name, $0.place.schema, isRequired: $0.isRequired && namesMembersItself)
                    }))
        }
        if let elements { schemas.append(.array(elements.schema)) }
        return isNullable && !schemas.isEmpty ? JSONSchema.anyOf(schemas).orNull : .anyOf(schemas)
    }
}
