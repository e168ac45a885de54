/// Types as authors write them.
enum Shapes {
    struct Row: Codable, Equatable {
        var name: String
        var width: Double?
        var tags: [String]
        var size: Size
    }

    struct Size: Codable, Equatable {
        var height = 1
        var depth: UInt8?
    }

    enum Color: String, Codable, Equatable { case red, green }

    /// Coded as `{"circle":{"radius":1}}`.
    enum Figure: Codable, Equatable {
        case nothing
        case circle(radius: Double)
        case line(Int, Int)
    }

    /// A wrapper of a single value.
    struct Celsius: Codable, Equatable, RawRepresentable {
        var rawValue: Double
    }

    class Animal: Codable {
        var legs = 4

        init() {}
    }

    /// Codes its superclass in a place of its own.
    final class Dog: Animal, Equatable {
        var name = ""

        enum CodingKeys: CodingKey { case name }

        init(name: String) {
            self.name = name
            super.init()
        }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            try super.init(from: container.superDecoder())
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try super.encode(to: container.superEncoder())
        }

        static func == (left: Dog, right: Dog) -> Bool { left.name == right.name && left.legs == right.legs }
    }

    /// Codes its superclass in the same object.
    final class Cat: Animal, Equatable {
        var lives = 7

        enum CodingKeys: CodingKey { case lives }

        override init() { super.init() }

        required init(from decoder: any Decoder) throws {
            lives = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .lives)
            try super.init(from: decoder)
        }

        override func encode(to encoder: any Encoder) throws {
            try super.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(lives, forKey: .lives)
        }

        static func == (left: Cat, right: Cat) -> Bool { left.lives == right.lives && left.legs == right.legs }
    }

    /// Reads and writes `{"a":{"b":[[x],{"c":y}]}}` by hand.
    struct Nested: Codable, Equatable {
        enum Key: String, CodingKey { case a, b, c }
        var x: Int
        var y: Bool?

        init(x: Int, y: Bool?) {
            self.x = x
            self.y = y
        }

        init(from decoder: any Decoder) throws {
            let outer = try decoder.container(keyedBy: Key.self)
            var list = try outer.nestedContainer(keyedBy: Key.self, forKey: .a).nestedUnkeyedContainer(forKey: .b)
            var numbers = try list.nestedUnkeyedContainer()
            x = try numbers.decode(Int.self)
            y = try list.nestedContainer(keyedBy: Key.self).decodeIfPresent(Bool.self, forKey: .c)
        }

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .a)
            var list = inner.nestedUnkeyedContainer(forKey: .b)
            var numbers = list.nestedUnkeyedContainer()
            var object = list.nestedContainer(keyedBy: Key.self)
            // The object first: what was handed out may be written in any order.
            try object.encodeIfPresent(y, forKey: .c)
            try numbers.encode(x)
        }
    }

    /// Any JSON, looked at as closely as can be.
    indirect enum Anything: Codable, Equatable {
        case null
        case bool(Bool)
        case number(Double)
        case text(String)
        case list([Anything])
        case object([String: Anything])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if (try? decoder.unkeyedContainer()) != nil {
                self = .list(try container.decode([Anything].self))
            } else {
                self = .object(try container.decode([String: Anything].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            case .list(let value): try container.encode(value)
            case .object(let value): try container.encode(value)
            }
        }
    }
}
