import OMIProtocol
import SwiftProtobuf

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which proto file declares what, over a set of files.
public struct SchemaIndex: Sendable {
    /// Serialized `FileDescriptorProto`s: the file asked for, then everything it imports, each once.
    typealias Files = [Data]

    /// The full names of all services, in the order of the files.
    private(set) var services: [String] = []

    private var descriptors: [String: Data] = [:]
    private var imports: [String: [String]] = [:]
    private var fileOfSymbol: [String: String] = [:]
    private var messages: Set<String> = []
    /// By the full name of the message that is extended, then by field number.
    private var fileOfExtension: [String: [Int32: String]] = [:]

    /// The schema of a server that serves, beside health and reflection, the services of a descriptor set.
    /// - Parameter base64: a serialized `google.protobuf.FileDescriptorSet` in base64, with all that its files import.
    public init(describing base64: String) throws {
        var set = try Self.descriptorSet(base64)
        let names = Set(set.file.map(\.name))
        set.file += try Self.descriptorSet(OMIDescriptorSet.base64).file.filter {
            $0.name.hasPrefix("grpc/") && !names.contains($0.name)
        }
        try self.init(set)
    }

    private static func descriptorSet(_ base64: String) throws -> Google_Protobuf_FileDescriptorSet {
        guard let bytes = Data(base64Encoded: base64) else {
            preconditionFailure("the generated descriptor set is not base64")
        }
        return try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
    }

    /// An index of the files in `set`, which contains what they import.
    init(_ set: Google_Protobuf_FileDescriptorSet) throws {
        for file in set.file {
            descriptors[file.name] = try file.serializedBytes()
            imports[file.name] = file.dependency
            add(file)
        }
    }

    /// The file with this name, or nil.
    func files(named name: String) -> Files? {
        descriptors[name] == nil ? nil : closure(of: name)
    }

    /// The file that declares `symbol`, the full name of a service, method, message, field, oneof, enum, enum value or
    /// extension; or nil.
    func files(declaring symbol: String) -> Files? {
        fileOfSymbol[symbol].map(closure)
    }

    /// The file that declares the extension `number` of the message `type`, or nil.
    func files(extending type: String, number: Int32) -> Files? {
        fileOfExtension[type]?[number].map(closure)
    }

    /// The numbers of all extensions of the message `type`, in order; nil when there is no such message.
    func extensionNumbers(of type: String) -> [Int32]? {
        guard messages.contains(type) || fileOfExtension[type] != nil else { return nil }
        return fileOfExtension[type, default: [:]].keys.sorted()
    }

    private func closure(of name: String) -> Files {
        var seen: Set<String> = []
        var files: Files = []
        var rest = [name]
        while let next = rest.popLast() {
            guard seen.insert(next).inserted, let descriptor = descriptors[next] else { continue }
            files.append(descriptor)
            rest += imports[next, default: []]
        }
        return files
    }

    private mutating func add(_ file: Google_Protobuf_FileDescriptorProto) {
        let prefix = file.package.isEmpty ? "" : file.package + "."
        for service in file.service {
            let name = prefix + service.name
            services.append(name)
            fileOfSymbol[name] = file.name
            for method in service.method { fileOfSymbol["\(name).\(method.name)"] = file.name }
        }
        for message in file.messageType { add(message, prefix: prefix, file: file.name) }
        for type in file.enumType { add(type, prefix: prefix, file: file.name) }
        for field in file.extension { add(extension: field, prefix: prefix, file: file.name) }
    }

    private mutating func add(_ message: Google_Protobuf_DescriptorProto, prefix: String, file: String) {
        let name = prefix + message.name
        messages.insert(name)
        fileOfSymbol[name] = file
        for member in message.field.map(\.name) + message.oneofDecl.map(\.name) {
            fileOfSymbol["\(name).\(member)"] = file
        }
        for nested in message.nestedType { add(nested, prefix: name + ".", file: file) }
        for type in message.enumType { add(type, prefix: name + ".", file: file) }
        for field in message.extension { add(extension: field, prefix: name + ".", file: file) }
    }

    /// The values of an enum are named beside it, not inside it.
    private mutating func add(_ type: Google_Protobuf_EnumDescriptorProto, prefix: String, file: String) {
        for name in [type.name] + type.value.map(\.name) { fileOfSymbol[prefix + name] = file }
    }

    private mutating func add(extension field: Google_Protobuf_FieldDescriptorProto, prefix: String, file: String) {
        fileOfSymbol[prefix + field.name] = file
        // Names of types start with a dot when they are full names, which protoc makes of all of them.
        fileOfExtension[String(field.extendee.drop { $0 == "." }), default: [:]][field.number] = file
    }
}
