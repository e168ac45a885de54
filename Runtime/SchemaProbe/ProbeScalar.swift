/// A type whose values are JSON values without parts.
protocol ProbeScalar {
    static var schema: JSONSchema { get }
    /// What is handed out at the `attempt`, from 0 to ``ProbeRun/attemptCount`` - 1.
    static func dummy(_ attempt: Int) -> Self
}

extension Bool: ProbeScalar {
    static var schema: JSONSchema { .boolean }

    static func dummy(_ attempt: Int) -> Bool { attempt == 1 }
}

extension String: ProbeScalar {
    static var schema: JSONSchema { .string() }

    static func dummy(_ attempt: Int) -> String {
        switch attempt {
        case 0: ""
        case 1: "a"
        case 2: "1"
        default: "2000-01-01T00:00:00Z"
        }
    }
}

extension ProbeScalar where Self: BinaryFloatingPoint {
    static var schema: JSONSchema { .number }

    static func dummy(_ attempt: Int) -> Self { Self(attempt) }
}

extension Double: ProbeScalar {}
extension Float: ProbeScalar {}

extension ProbeScalar where Self: FixedWidthInteger {
    static var schema: JSONSchema {
        .integer(
            minimum: Self.isSigned && Self.bitWidth >= 64 ? nil : Int(exactly: Self.min),
            maximum: Self.bitWidth >= 64 ? nil : Int(exactly: Self.max))
    }

    static func dummy(_ attempt: Int) -> Self { Self(attempt) }
}

extension Int: ProbeScalar {}
extension Int8: ProbeScalar {}
extension Int16: ProbeScalar {}
extension Int32: ProbeScalar {}
extension Int64: ProbeScalar {}
extension UInt: ProbeScalar {}
extension UInt8: ProbeScalar {}
extension UInt16: ProbeScalar {}
extension UInt32: ProbeScalar {}
extension UInt64: ProbeScalar {}
