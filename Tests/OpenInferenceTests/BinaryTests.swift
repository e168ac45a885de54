import ChassisModel
import Testing

@testable import OpenInference

/// The binary tensor extension over REST.
@Suite struct BinaryTests {
    private static let header = "Inference-Header-Content-Length"

    private func infer(
        _ api: OpenInferenceAPI, _ model: String, _ json: String, _ binary: [UInt8], length: String? = nil
    ) async -> OpenInferenceResponse? {
        await api.respond(
            "POST", "/v2/models/\(model)/infer", headers: [Self.header: length ?? "\(json.utf8.count)"],
            body: Array(json.utf8) + binary)
    }

    private func input(_ shape: String, _ datatype: String, _ size: Int, _ more: String = "") -> String {
        #"{"inputs":[{"name":"input","shape":\#(shape),"datatype":"\#(datatype)","parameters":{"binary_data_size":\#(size)}}]\#(more)}"#
    }

    /// The numbers that the echo got from `raw`, as the data of its answer.
    private func numbers(_ datatype: String, _ raw: [UInt8], count: Int) async -> String? {
        let response = await infer(
            await api(of: Echo.self), "echo", input("[1,\(count)]", datatype, raw.count), raw)
        let text = String(decoding: response?.body ?? [], as: UTF8.self)
        return text.firstRange(of: "\"data\":").map { String(text[$0.upperBound...].dropLast(3)) } ?? text
    }

    @Test(
        arguments: [
            ("BOOL", [0, 1, 2], 3, "[false,true,true]"),
            ("UINT8", [0, 255], 2, "[0,255]"),
            ("INT8", [0x80, 1], 2, "[-128,1]"),
            ("UINT16", [1, 2], 1, "[513]"),
            ("INT16", [0xFE, 0xFF], 1, "[-2]"),
            ("UINT32", [1, 0, 0, 0x80], 1, "[2147483649]"),
            ("INT32", [0, 0, 0, 0x80], 1, "[-2147483648]"),
            ("UINT64", [255, 255, 255, 255, 255, 255, 255, 255], 1, "[18446744073709551615]"),
            ("INT64", [0, 0, 0, 0, 0, 0, 0, 0x80], 1, "[-9223372036854775808]"),
            (
                "FP16", [0x00, 0x3C, 0x01, 0x00, 0xFF, 0x7B, 0x00, 0xB8, 0x00, 0x80], 5,
                "[1,5.9604645e-08,65504,-0.5,-0.0]"
            ),
            ("BF16", [0x80, 0x3F, 0x49, 0x40], 2, "[1,3.140625]"),
            ("FP32", [0xCD, 0xCC, 0xCC, 0x3D, 0, 0, 0x80, 0x3F], 2, "[0.1,1]"),
            ("FP64", [0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0x3F], 1, "[0.1]"),
        ] as [(String, [UInt8], Int, String)])
    func `numbers in binary form are the numbers that they are`(
        _ datatype: String, _ raw: [UInt8], _ count: Int, _ numbers: String
    ) async {
        #expect(await self.numbers(datatype, raw, count: count) == numbers)
    }

    @Test func `half precision is exact for every number`() {
        // The definition: sign × 2^(exponent - 15) × 1.fraction, or 2^-14 × 0.fraction.
        for bits in UInt16.min...UInt16.max {
            let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
            let sign: Float = bits >> 15 == 0 ? 1 : -1
            let number = Float(halfPrecision: bits)
            switch exponent {
            case 0x1F: #expect(fraction == 0 ? number == sign * .infinity : number.isNaN)
            case 0: #expect(number == sign * fraction * 0x1p-24)
            default:
                #expect(
                    number == sign * (1 + fraction / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
                )
            }
        }
    }

    @Test func `an element that JSON cannot express is named`() async {
        #expect(
            await numbers("FP32", [0, 0, 0, 0, 0, 0, 0x80, 0x7F], count: 2)
                == #"{"error":"\"input\": element 1 is inf, which JSON cannot express"}"#)
        #expect(
            await numbers("FP16", [0x00, 0xFE], count: 1)
                == #"{"error":"\"input\": element 0 is nan, which JSON cannot express"}"#)
    }

    @Test func `elements of BYTES have their length before them`() async {
        #expect(await numbers("BYTES", [1, 0, 0, 0, 0x37], count: 1) == "[7]")
        let short = #"{"error":"\"input\": the bytes end within element 0"}"#
        #expect(await numbers("BYTES", [2, 0, 0, 0, 0x37], count: 1) == short)
        #expect(await numbers("BYTES", [255, 255, 255, 255, 0x37], count: 1) == short)
        #expect(
            await numbers("BYTES", [1, 0, 0], count: 1)
                == #"{"error":"\"input\": 3 bytes cannot hold 1 elements of BYTES"}"#)
        #expect(
            await numbers("BYTES", [1, 0, 0, 0, 0x37, 1], count: 1)
                == #"{"error":"\"input\": 1 bytes are left after the 1 elements of its shape"}"#)
        #expect(
            await numbers("BYTES", [], count: 1 << 40)
                == #"{"error":"\"input\": 0 bytes cannot hold 1099511627776 elements of BYTES"}"#)
    }

    @Test func `bytes for a picture are taken as they are`() async {
        let json =
            #"{"inputs":[{"name":"photo","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11}},"#
            + #"{"name":"title","shape":[2],"datatype":"BYTES","data":["a","b"]}],"#
            + #""outputs":[{"name":"title"},{"name":"photo","parameters":{"binary_data":true}}]}"#
        let photos: [UInt8] = [1, 0, 0, 0, 0xFF, 2, 0, 0, 0, 0, 1]
        let response = await infer(await api(of: Album.self), "album", json, photos)
        let answer =
            #"{"model_name":"album","model_version":"1","outputs":[{"name":"title","shape":[2],"datatype":"BYTES","#
            + #""parameters":{"content_type":"str"},"data":["A","B"]},{"name":"photo","shape":[2],"datatype":"BYTES","#
            + #""parameters":{"binary_data_size":11}}]}"#
        #expect(
            response
                == OpenInferenceResponse(
                    status: 200, headers: [Self.header: "\(answer.utf8.count)"],
                    contentType: "application/octet-stream",
                    body: Array(answer.utf8) + photos))
    }

    @Test func `an output is binary when it says so, else when the request does`() async {
        let album = await api(of: Album.self)
        func forms(_ more: String) async -> [String?] {
            let json =
                #"{"inputs":[{"name":"photo","shape":[1],"datatype":"BYTES","data":["AA=="]},"#
                + #"{"name":"title","shape":[1],"datatype":"BYTES","data":["a"]}]\#(more)}"#
            let response = await album.respond("POST", "/v2/models/album/infer", body: Array(json.utf8))
            let text = String(decoding: response?.body ?? [], as: UTF8.self)
            return [response?.contentType, text.contains("\"binary_data_size\":8") ? "binary" : "JSON"]
        }
        let (json, octets) = ("application/json", "application/octet-stream")
        #expect(await forms("") == [json, "JSON"])
        #expect(await forms(#","parameters":{"binary_data_output":true}"#) == [octets, "binary"])
        #expect(
            await forms(
                #","outputs":[{"name":"halves","parameters":{"binary_data":false}}],"parameters":{"binary_data_output":true}"#
            )
                == [json, "JSON"])
        #expect(
            await forms(#","outputs":[{"name":"halves","parameters":{"binary_data":true}}]"#) == [octets, "binary"])
    }

    @Test func `numbers of a model that writes JSON are binary when that is wanted`() async {
        let json =
            #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[0,0,0]}],"#
            + #""outputs":[{"name":"scores","parameters":{"binary_data":true}}]}"#
        let response = await api(of: Declared.self).respond("POST", "/v2/models/declared/infer", body: Array(json.utf8))
        #expect(response?.body?.suffix(8) == [0, 0, 0x80, 0x3E, 0, 0, 0x40, 0x3F])
    }

    @Test func `lengths that do not fit are refused`() async {
        let echo = await api(of: Echo.self)
        func error(_ json: String, _ binary: [UInt8], length: String? = nil) async -> String {
            let response = await infer(echo, "echo", json, binary, length: length)
            return "\(response?.status ?? 0) \(String(decoding: response?.body ?? [], as: UTF8.self))"
        }
        #expect(
            await error(input("[1]", "FP32", 4), [1, 2, 3])
                == #"400 {"error":"\"input\" has a \"binary_data_size\" of 4, and 3 bytes are left"}"#)
        #expect(
            await error(input("[1]", "FP32", 4), [1, 2, 3, 4, 5])
                == #"400 {"error":"1 bytes are left after the tensors; each says its \"binary_data_size\""}"#)
        #expect(
            await error(input("[2]", "FP32", 4), [1, 2, 3, 4])
                == #"400 {"error":"\"input\" has 4 bytes; FP32 of shape [2] has 8"}"#)
        #expect(
            await error(input("[4611686018427387904]", "FP64", 0), [])
                == #"400 {"error":"\"input\" has 0 bytes; FP64 of shape [4611686018427387904] has more than there can be"}"#
        )
        #expect(
            await error("{}", [], length: "3")
                == #"400 {"error":"Inference-Header-Content-Length is 3, and the body has 2 bytes"}"#)
        for length in ["-1", "1.5", "x", "99999999999999999999"] {
            #expect(
                await error("{}", [], length: length)
                    == #"400 {"error":"Inference-Header-Content-Length is \"\#(length)\"; it must be a number of bytes"}"#
            )
        }
        let both =
            #"{"inputs":[{"name":"input","shape":[1],"datatype":"INT8","data":[1],"parameters":{"binary_data_size":1}}]}"#
        #expect(await error(both, [1]) == #"400 {"error":"\"input\" has both \"data\" and \"binary_data_size\""}"#)
    }
}
