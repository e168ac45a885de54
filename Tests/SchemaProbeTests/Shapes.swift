/// Types as people write them, for the probe to find out about.

struct Flat: Decodable {
    let name: String
    let count: Int
    let small: UInt8
    let ratio: Float
    let isOn: Bool
    let note: String?
    let tags: [String]
    let limits: [String: Double]
    let maybe: [Int?]
}

struct Nested: Decodable {
    struct Point: Decodable {
        let x: Double
        let y: Double
    }

    let corner: Point
    let path: [Point]
    let center: Point?
}

enum Colour: String, Decodable, CaseIterable { case red, green }

enum Size: Int, Decodable, CaseIterable { case small = 1, large = 9 }

/// Its cases cannot be listed.
enum Hidden: String, Decodable { case one, two }

/// Its cases do not stand in JSON as their raw values.
enum Coded: String, Decodable, CaseIterable {
    case one, two

    init(from decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decode(Int.self) == 1 ? .one : .two
    }
}

struct Chosen: Decodable {
    let colour: Colour
    let size: Size?
    let coded: Coded
}

/// No dummy is one of the hidden cases, so it does not get beyond them.
struct Stuck: Decodable {
    let before: Int
    let hidden: Hidden
    let after: Int
}

final class Tree: Decodable {
    let value: Int
    let children: [Tree]
    let parent: Tree?
}

struct Even: Decodable {
    let next: Odd?
}

final class Odd: Decodable {
    let next: Even?
}

/// A type that contains itself with another argument each time.
struct Endless<Element>: Decodable {
    init(from decoder: any Decoder) throws {
        var elements = try decoder.unkeyedContainer()
        _ = try elements.decode(Endless<[Element]>.self)
    }
}

/// Reads what it can get, as ``Examples/DigitsClassifier`` does.
enum NumberOrRow: Decodable {
    case number(Double)
    case row([Double])
    case other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let row = try? value.decode([Double].self) {
            self = .row(row)
        } else {
            self = .other
        }
    }
}

struct WrongCount: Error {}

/// Rejects every dummy, for it wants three numbers.
struct Triple: Decodable {
    init(from decoder: any Decoder) throws {
        let elements = try decoder.singleValueContainer().decode([NumberOrRow].self)
        guard elements.count == 3 else { throw WrongCount() }
    }
}

/// Takes an object, or a text in its place.
struct Lenient: Decodable {
    enum Key: String, CodingKey { case title, weight, old }

    init(from decoder: any Decoder) throws {
        guard let members = try? decoder.container(keyedBy: Key.self) else {
            _ = try decoder.singleValueContainer().decode(String.self)
            return
        }
        if (try? members.decode(String.self, forKey: .title)) == nil {
            _ = try members.decode(Int.self, forKey: .old)
        }
        _ = (try? members.decode(Double.self, forKey: .weight)) ?? 1
    }
}

/// Reads on until there is an error.
struct Greedy: Decodable {
    init(from decoder: any Decoder) throws {
        var elements = try decoder.unkeyedContainer()
        while (try? elements.decode(Int.self)) != nil {}
    }
}

struct Pair: Decodable {
    init(from decoder: any Decoder) throws {
        var elements = try decoder.unkeyedContainer()
        _ = try elements.decode(String.self)
        _ = try elements.decode(Double.self)
        guard elements.isAtEnd || elements.count == nil else { throw WrongCount() }
    }
}

struct Inner: Decodable {
    enum Key: String, CodingKey { case data, list, value }

    init(from decoder: any Decoder) throws {
        let data = try decoder.container(keyedBy: Key.self).nestedContainer(keyedBy: Key.self, forKey: .data)
        _ = try data.decode(Int.self, forKey: .value)
        var list = try data.nestedUnkeyedContainer(forKey: .list)
        _ = try list.decode(Bool.self)
    }
}

class Base: Decodable {
    let id: Int
}

final class Derived: Base {
    private enum Key: String, CodingKey { case name }

    let name: String

    required init(from decoder: any Decoder) throws {
        name = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
        try super.init(from: decoder)
    }
}

enum Payload: Decodable {
    case circle(radius: Double)
    case square(side: Double)
}

struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { return nil }
}

/// Throws before it asks anything.
struct Shy: Decodable {
    init(from decoder: any Decoder) throws { throw WrongCount() }
}
