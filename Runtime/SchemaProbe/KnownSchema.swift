import JSONCoding

/// A type that stands in JSON as something else than it decodes from by itself, or whose form says more than its type.
struct KnownSchema {
    let schema: JSONSchema
    /// JSON that it accepts.
    let example: String

    /// Nil for a type that is not known. Foundation's types are recognised by name: to import them would be to link
    /// them.
    init?(of type: Any.Type) {
        switch _typeName(type, qualified: true) {
        case "JSONCoding.Base64Bytes", "FoundationEssentials.Data", "Foundation.Data":
            (schema, example) = (.string(.base64), #""""#)
        case "FoundationEssentials.URL", "Foundation.URL": (schema, example) = (.string(.uri), #""a""#)
        case "FoundationEssentials.UUID", "Foundation.UUID":
            (schema, example) = (.string(.uuid), #""00000000-0000-0000-0000-000000000000""#)
        case "FoundationEssentials.Decimal", "Foundation.Decimal", "__C.NSDecimal":
            (schema, example) = (.number, "0")
        default: return nil
        }
    }
}
