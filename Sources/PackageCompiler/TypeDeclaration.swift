/// A declaration of a type, or an extension of one, found in the text of a source file.
struct TypeDeclaration: Hashable, Sendable {
    /// The name with the types around it: `Outer.Inner`.
    let name: String
    let isExtension: Bool
    /// Whether the declaration itself says or inherits `public` or `open`; the types around it may still hide it.
    let isPublic: Bool
    /// The types and protocols after the colon, without generic arguments: `TypedModel`, `ChassisModel.RawModel`.
    let inherited: [String]
    /// The line of the name, counted from 1.
    let line: Int
}
