import JSONCoding
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A list in a list in a list.
private indirect enum Nest: Codable, Equatable {
    case nest([Nest])

    init(from decoder: any Decoder) throws {
        self = .nest(try decoder.singleValueContainer().decode([Nest].self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .nest(let nests) = self { try container.encode(nests) }
    }
}

/// An object in an object.
private final class Chain: Codable {
    let next: Chain?
}

/// Work for a thread, and what came of it.
private final class Work: Sendable {
    private let body: @Sendable () -> String
    private let result = Mutex("nothing")

    init(_ body: @escaping @Sendable () -> String) {
        self.body = body
    }

    /// Does the work on a thread with a stack of `stackBytes`.
    func run(stackBytes: Int) -> String {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                let text = work.body()
                work.result.withLock { $0 = text }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard code == 0 else { return "no thread" }
        pthread_join(thread, nil)
        return result.withLock { $0 }
    }
}

@Suite struct DepthTests {
    /// What a document is after it was decoded and encoded.
    private static func copied(_ type: (some Codable).Type, _ text: String) -> String {
        do {
            return String(decoding: try JSON.encode(JSON.decode(type, from: Array(text.utf8))), as: UTF8.self)
        } catch {
            return "\(error)"
        }
    }

    /// A type that contains itself takes 2 KB of stack a level, most of it in the standard library.
    @Test func `the deepest document is decoded and encoded with the stack that a prediction has`() {
        let lists = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(Work { Self.copied(Nest.self, lists) }.run(stackBytes: 8 << 20) == lists)
        let objects = String(repeating: "{\"next\":", count: 511) + "{}" + String(repeating: "}", count: 511)
        #expect(Work { Self.copied(Chain.self, objects) }.run(stackBytes: 8 << 20) == objects)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func `a bomb of a hundred thousand brackets is refused with a small stack`(bracket: String) {
        let work = Work {
            do throws(JSONSyntaxError) {
                _ = try JSONDocument(Array(String(repeating: bracket, count: 100_000).utf8))
                return "accepted"
            } catch {
                return "\(error)"
            }
        }
        #expect(work.run(stackBytes: 64 << 10) == "\(JSONSyntaxError.tooDeep)")
    }
}
