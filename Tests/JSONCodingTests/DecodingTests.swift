import JSONCoding
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Beside Foundation's decoder: the same value, or the same error at the same place.
@Suite struct DecodingTests {
    @Test(arguments: Corpus.documents)
    func `numbers, text and booleans decode as with Foundation`(text: String) {
        expectAgreement(Bool.self, text)
        expectAgreement(Int.self, text)
        expectAgreement(Int8.self, text)
        expectAgreement(Int32.self, text)
        expectAgreement(UInt8.self, text)
        expectAgreement(UInt16.self, text)
        expectAgreement(UInt64.self, text)
        expectAgreement(Int128.self, text)
        expectAgreement(UInt128.self, text)
        expectAgreement(Double.self, text)
        expectAgreement(Float.self, text)
        expectAgreement(String.self, text)
        expectAgreement(Int?.self, text)
        expectAgreement(Shapes.Color.self, text)
        expectAgreement(Shapes.Celsius.self, text)
    }

    @Test(arguments: [
        "1e-400", "1e-60", "1e-310", "5e-324", "2e-324", "1e-45", "1e-46", "3.4028235e38", "3.4028236e38",
        "1.7976931348623157e308", "1.7976931348623159e308", "7.0e-46", "7.1e-46", "1.401298464324817e-45",
        "2.2250738585072011e-308", "123456789012345678901234567890.5e-10",
    ])
    func `numbers at the ends of their range decode as with Foundation`(text: String) {
        expectAgreement(Double.self, text)
        expectAgreement(Float.self, text)
        expectAgreement([Double].self, "[\(text)]")
        expectAgreement([Float].self, "[ \(text) , 0]")
    }

    @Test(arguments: Corpus.documents)
    func `arrays, dictionaries and types of one's own decode as with Foundation`(text: String) {
        expectAgreement([Int].self, text)
        expectAgreement([UInt8].self, text)
        expectAgreement([Double].self, text)
        expectAgreement([Float?].self, text)
        expectAgreement([[Float]].self, text)
        expectAgreement([Bool].self, text)
        expectAgreement([String].self, text)
        expectAgreement(Set<Int>.self, text)
        expectAgreement([Shapes.Color].self, text)
        expectAgreement([String: Int].self, text)
        expectAgreement([Int: Int].self, text)
        expectAgreement([String: [Double]].self, text)
        expectAgreement([[String: Int]?].self, text)
        expectAgreement(Shapes.Row.self, text)
        expectAgreement([Shapes.Size].self, text)
        expectAgreement([String: Shapes.Size].self, text)
        expectAgreement(Shapes.Figure.self, text)
        expectAgreement(Shapes.Dog.self, text)
        expectAgreement(Shapes.Cat.self, text)
        expectAgreement(Shapes.Nested.self, text)
        expectAgreement(Shapes.Anything.self, text)
    }

    @Test(arguments: Corpus.documents)
    func `the types of Foundation decode as with Foundation`(text: String) {
        expectAgreement(Data.self, text)
        expectAgreement([Data].self, text)
        expectAgreement(URL.self, text)
        expectAgreement([URL].self, text)
        if text != "null" { expectAgreement(Date.self, text) }  // else an error of `Date` or `Double`
        if !text.hasPrefix("0") { expectAgreement(Decimal.self, text) }  // Foundation refuses 0e999999
        expectAgreement([String: Decimal].self, text)
    }

    @Test func `what is asked of containers by hand is answered as with Foundation`() throws {
        struct Asking: Decodable {
            enum Key: String, CodingKey { case a, b, missing }
            let answers: [String]

            init(from decoder: any Decoder) throws {
                let object = try decoder.container(keyedBy: Key.self)
                var list = try object.nestedUnkeyedContainer(forKey: .a)
                func ask<T: Equatable>(_ body: () throws -> T) -> String { "\(Outcome(body))" }
                var answers = [
                    "\(object.allKeys.map(\.stringValue).sorted())",
                    "\(object.contains(.b)) \(object.contains(.missing))",
                    ask { try object.decodeNil(forKey: .b) }, ask { try object.decodeNil(forKey: .missing) },
                    ask { try object.decodeIfPresent(Int.self, forKey: .missing) },
                    ask { try object.superDecoder().singleValueContainer().decodeNil() },
                    ask { try object.superDecoder().singleValueContainer().decode(Int.self) },
                    ask { try object.superDecoder(forKey: .a).unkeyedContainer().count },
                    ask { try object.nestedContainer(keyedBy: Key.self, forKey: .a).allKeys.count },
                    ask { try object.nestedUnkeyedContainer(forKey: .missing).count },
                    "\(list.count ?? -1) \(list.currentIndex) \(list.isAtEnd)",
                ]
                // An element that does not decode stays the next one.
                answers.append(ask { try list.decode(String.self) })
                answers.append(ask { try list.nestedContainer(keyedBy: Key.self).allKeys.count })
                answers.append(ask { try list.nestedUnkeyedContainer().count })
                answers.append(ask { try list.decodeNil() })
                answers.append("\(list.currentIndex)")
                answers.append(ask { try list.decode(Int.self) })
                answers.append(ask { try list.superDecoder().singleValueContainer().decode(Double.self) })
                answers.append("\(list.currentIndex) \(list.isAtEnd)")
                answers.append(ask { try list.decodeNil() })
                answers.append(ask { try list.decode(Int.self) })
                answers.append(ask { try list.decode([Int].self) })
                answers.append(ask { try list.superDecoder().codingPath.count })
                answers.append(ask { try list.nestedContainer(keyedBy: Key.self).allKeys.count })
                answers.append(ask { try list.nestedUnkeyedContainer().count })
                answers.append(ask { try list.decodeIfPresent(Int.self) })
                self.answers = answers
            }
        }
        for text in [#"{"a":[1,2.5]}"#, #"{"b":null,"a":[1,2.5,null]}"#, #"{"a":[[],{}, null]}"#] {
            let ours = try JSON.decode(Asking.self, from: Array(text.utf8)).answers
            let theirs = try JSONDecoder().decode(Asking.self, from: Data(text.utf8)).answers
            for (index, answers) in zip(ours, theirs).enumerated() {
                #expect(answers.0 == answers.1, "answer \(index) of \(text)")
            }
        }
    }

    @Test(arguments: ["[1,]", "{\"a\":1,}", "\u{FEFF}1"])
    func `what Foundation lets pass though it is not JSON is refused`(text: String) {
        #expect(!theirs(Shapes.Anything.self, text).isError)
        #expect(ours(Shapes.Anything.self, text) == .error("corrupted at "))
    }

    @Test func `an integer is exact or an error, where Foundation rounds`() {
        #expect(theirs(Int.self, "1.0000000000000001") == .value(1))
        #expect(ours(Int.self, "1.0000000000000001").isError)
        #expect(ours(UInt64.self, "18446744073709551615.0") == .value(.max))
        #expect(ours(Int.self, "1" + String(repeating: "0", count: 60) + "e-60") == .value(1))
        #expect(ours(Int.self, "0." + String(repeating: "0", count: 60) + "1e61") == .value(1))
    }

    @Test(arguments: ["\"====\"", "\"AAAA=\"", "\"AA=A\"", "\"A===\"", "\"AA\"", "\"AA-_\"", "\"=\""])
    func `base64 without the right padding is refused`(text: String) {
        #expect(ours(Data.self, text) == .error("corrupted at "))
        #expect(ours(Base64Bytes.self, text) == .error("corrupted at "))
    }

    @Test func `the reason stands beside an error that has no place`() {
        func reason<T: Decodable>(_ type: T.Type, _ text: String) -> (any Error)? {
            do {
                _ = try JSON.decode(type, from: Array(text.utf8))
            } catch DecodingError.dataCorrupted(let context) {
                return context.underlyingError
            } catch {}
            return nil
        }
        #expect(reason([Int].self, "[1, 2.5]") as? UnfitValue == .number("2.5"))
        #expect(reason([Double].self, "[1, 1e400, 2]") as? UnfitValue == .number("1e400"))
        #expect(reason(String.self, #""\udead""#) as? UnfitValue == .halfSurrogatePair)
        #expect(reason([Int].self, "[1,]") as? JSONSyntaxError == .unexpectedByte(offset: 3, expected: "a value"))
    }

    @Test func `an error of the type itself passes through`() {
        struct Own: Error {}
        struct Refusing: Decodable {
            init(from decoder: any Decoder) throws { throw Own() }
        }
        #expect(throws: Own.self) { try JSON.decode([Refusing].self, from: Array("[1]".utf8)) }
    }

    @Test func `a decoder that outlives its document still works`() throws {
        final class Kept: Decodable {
            let decoder: any Decoder
            init(from decoder: any Decoder) { self.decoder = decoder }
        }
        let kept = try JSON.decode([Kept].self, from: Array("[[1,2]]".utf8))
        #expect(try [Int](from: kept[0].decoder) == [1, 2])
    }
}
