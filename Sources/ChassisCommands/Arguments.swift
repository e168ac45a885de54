import ArgumentParser
import BaseImage
import BuildReport
import ContainerEngine
import ImageBuild
import OCISpec
import ProjectConfig
import TerminalUI

/// Texts of the command line as values. What they throw is shown behind the option's name, and ends with code 64.
enum Arguments {
    /// One `--label`, `--annotation` or `--env`.
    struct Setting: Hashable {
        let key: String
        let value: String
    }

    /// Settings by key; of two for one key the last counts.
    static func dictionary(_ settings: [Setting]) -> [String: String] {
        Dictionary(settings.map { ($0.key, $0.value) }) { _, last in last }
    }

    @Sendable static func interface(_ text: String) throws -> ServingInterface {
        guard let interface = ServingInterface(rawValue: text) else {
            throw ValidationError("\(quoted(text)) is no interface; write omi (gRPC) or kserve (HTTP)")
        }
        return interface
    }

    @Sendable static func addedProtocol(_ text: String) throws -> ServerFeature {
        guard text == ServerFeature.grpcV2.rawValue else {
            let known = ServerFeature.grpcV2.rawValue
            throw ValidationError("\(quoted(text)) is no protocol that can be added; write \(known)")
        }
        return .grpcV2
    }

    @Sendable static func linking(_ text: String) throws -> LinkingChoice {
        guard let linking = LinkingChoice(rawValue: text) else {
            throw ValidationError("\(quoted(text)) is no way of linking; write \(LinkingChoice.allowedValues)")
        }
        return linking
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
            throw ValidationError(lines(of: error))
        }
    }

    @Sendable static func destination(_ text: String) throws -> Destination {
        do {
            return try Destination(parsing: text)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    @Sendable static func setting(_ text: String) throws -> Setting {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw ValidationError("\(quoted(text)) sets nothing; write key=value, for example team=vision")
        }
        return Setting(key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }

    @Sendable static func platforms(_ text: String) throws -> [Platform] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { try platform(String($0)) }
    }

    @Sendable static func platform(_ text: String) throws -> Platform {
        do {
            return try Platform(parsing: text)
        } catch {
            throw ValidationError(lines(of: error))
        }
    }

    @Sendable static func swiftSDK(_ text: String) throws -> SwiftSDKChoice {
        do {
            return try SwiftSDKChoice(parsing: text)
        } catch {
            throw ValidationError(lines(of: error))
        }
    }

    @Sendable static func inclusion(_ text: String) throws -> ImageInclusion {
        guard let inclusion = ImageInclusion(rawValue: text) else {
            let all = ImageInclusion.allCases.map(\.rawValue).joined(separator: " or ")
            throw ValidationError("\(quoted(text)) is nothing that can be added by name; write \(all)")
        }
        return inclusion
    }

    @Sendable static func time(_ text: String) throws -> Timestamp {
        let time = Int64(text).flatMap { Timestamp(secondsSinceEpoch: $0) } ?? Timestamp(parsing: text)
        guard let time else {
            throw ValidationError("\(quoted(text)) is no time; write 2026-01-31T12:00:00Z or seconds since 1970")
        }
        return time
    }

    @Sendable static func progress(_ text: String) throws -> ProgressStyle {
        guard let style = ProgressStyle(rawValue: text) else {
            let all = ProgressStyle.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(quoted(text)) is no way to show progress; write one of \(all)")
        }
        return style
    }

    @Sendable static func growthLimit(_ text: String) throws -> GrowthLimit {
        guard let limit = GrowthLimit(parsing: text) else {
            throw ValidationError("\(quoted(text)) is no limit; write a share such as 5%, or a size such as 300kB")
        }
        return limit
    }

    @Sendable static func image(_ text: String) throws -> BaseSource {
        do {
            return try BaseSource(parsing: text)
        } catch let error as any DiagnosticError {
            throw ValidationError(lines(of: error))
        }
    }

    private static func lines(of error: any DiagnosticError) -> String {
        error.diagnostics.map { ([$0.message] + $0.remedies).joined(separator: "; ") }.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
