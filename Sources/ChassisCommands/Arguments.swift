import ArgumentParser
import ContainerEngine
import ImageBuild
import OCISpec
import ProjectConfig

/// Texts of the command line as values. What they throw is shown behind the option's name, and ends with code 64.
enum Arguments {
    /// One `--label`.
    struct Label: Hashable {
        let key: String
        let value: String
    }

    @Sendable static func interface(_ text: String) throws -> ServingInterface {
        guard let interface = ServingInterface(rawValue: text) else {
            throw ValidationError("\(quoted(text)) is no interface; write omi (gRPC) or kserve (HTTP)")
        }
        return interface
    }

    @Sendable static func engine(_ text: String) throws -> Engine {
        guard let engine = Engine(rawValue: text) else {
            throw ValidationError("\(quoted(text)) is no container engine; write podman or docker")
        }
        return engine
    }

    @Sendable static func reference(_ text: String) throws -> ImageReference {
        do {
            return try ImageReference(parsing: text)
        } catch {
            let lines = error.diagnostics.map { ([$0.message] + $0.remedies).joined(separator: "; ") }
            throw ValidationError(lines.joined(separator: "\n"))
        }
    }

    @Sendable static func destination(_ text: String) throws -> Destination {
        do {
            return try Destination(parsing: text)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    @Sendable static func label(_ text: String) throws -> Label {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw ValidationError("\(quoted(text)) is no label; write key=value, for example team=vision")
        }
        return Label(key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
