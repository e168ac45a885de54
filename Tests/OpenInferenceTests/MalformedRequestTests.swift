import Testing

@testable import OpenInference

/// Requests that are refused, each with what it says.
@Suite struct MalformedRequestTests {
    static let bodies: [(body: String, error: String)] = [
        ("", "Unrecognized request format: it ends where a value is expected"),
        ("{\"inputs\":[}", "Unrecognized request format: expected a value at byte 11"),
        ("{\"inputs\":NaN}", "Unrecognized request format: expected a value at byte 10"),
        ("[]", "expected a request that is an object, found an array"),
        ("{}", "\"inputs\" is missing"),
        ("{\"inputs\":null}", "\"inputs\" is missing"),
        ("{\"inputs\":{}}", "expected \"inputs\" to be a list, found an object"),
        ("{\"inputs\":[],\"inputs\":[]}", "\"inputs\" is there twice; send it once"),
        ("{\"inputs\":[]}", "the input \"input\" is missing; the model takes \"input\""),
        ("{\"inputs\":[1]}", "expected \"inputs[0]\" to be an object, found a number"),
        ("{\"inputs\":[{}]}", "\"inputs[0].name\" is missing"),
        ("{\"id\":7,\"inputs\":[]}", "expected \"id\" to be a string, found a number"),
        ("{\"inputs\":[{\"name\":\"\\ud800\"}]}", "expected \"inputs[0].name\" to be a string, found a string"),
        ("{\"inputs\":[{\"name\":\"input\"}]}", "\"inputs[0].datatype\" is missing"),
        (
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FLOAT\"}]}",
            "\"input\" has the datatype \"FLOAT\"; there are BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, "
                + "INT64, FP16, FP32, FP64, BF16, BYTES"
        ),
        ("{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\"}]}", "\"inputs[0].shape\" is missing"),
        (tensor("[]", "FP32", "[1]"), "the shape of \"input\" has no dimension; the first one counts items"),
        (tensor("[1.5]", "FP32", "[1]"), "expected \"inputs[0].shape\" to be whole numbers, found a number"),
        (tensor("[\"1\"]", "FP32", "[1]"), "expected \"inputs[0].shape\" to be whole numbers, found a string"),
        (tensor("[-1]", "FP32", "[1]"), "the shape of \"input\", [-1], has a negative size"),
        (
            tensor("[4294967296,4294967296]", "FP32", "[1]"),
            "the shape of \"input\", [4294967296,4294967296], has more elements than there can be"
        ),
        (tensor("[9,0]", "FP32", "[]"), "the shape of \"input\", [9,0], has items without elements"),
        (
            tensor("[\([String](repeating: "1", count: 33).joined(separator: ","))]", "FP32", "[1]"),
            "the shape of \"input\" has 33 dimensions; at most 32 are taken"
        ),
        (tensor("[2]", "FP32", "[1]"), "\"input\" has 1 elements; its shape [2] has 2"),
        (
            tensor("[9223372036854775807]", "FP32", "[1]"),
            "\"input\" has 1 elements; its shape [9223372036854775807] has "
                + "9223372036854775807"
        ),
        (tensor("[1]", "FP32", "null"), "\"inputs[0].data\" is missing"),
        (tensor("[1]", "FP32", "1"), "expected the data of \"input\" to be a list, found a number"),
        (tensor("[2]", "FP32", "[1,\"2\"]"), "the data of \"input\" is no tensor: element 1 is a string"),
        (tensor("[2]", "FP32", "[1,null]"), "the data of \"input\" is no tensor: element 1 is null"),
        (tensor("[2]", "FP32", "[1,[2]]"), "the data of \"input\" is no tensor: element 1 is an array"),
        (tensor("[2]", "FP32", "[[1],2]"), "the data of \"input\" is no tensor: element 1 is a number"),
        (
            tensor("[1,3]", "FP32", "[[1,2],[3]]"),
            "the data of \"input\" is no tensor: lists of one level differ in length: 2 and 1, at element 2"
        ),
        (tensor("[2,3]", "FP32", "[[1,2],[3,4],[5,6]]"), "the lists of \"input\" have the shape [3,2], it says [2,3]"),
        (tensor("[1]", "FP32", "[true]"), "the data of \"input\" is booleans; FP32 is numbers"),
        (tensor("[1]", "BOOL", "[1]"), "the data of \"input\" is numbers; BOOL is booleans"),
        (tensor("[1]", "BYTES", "[1]"), "the data of \"input\" is numbers; BYTES is strings"),
        (
            tensor("[1]", "BYTES", "[\"\\udc00\"]"),
            "the data of \"input\" is no tensor: element 0 has half of a surrogate pair"
        ),
        (tensor("[1]", "FP16", "[1]"), "\"input\": FP16 has no form in JSON; send it as binary data"),
        (tensor("[1]", "BF16", "[1]"), "\"input\": BF16 has no form in JSON; send it as binary data"),
        (tensor("[3]", "UINT8", "[0,255,256]"), "\"input\": element 2 is 256, which UINT8 cannot hold"),
        (tensor("[2]", "UINT32", "[0, -1]"), "\"input\": element 1 is -1, which UINT32 cannot hold"),
        (
            tensor("[1]", "INT64", "[9223372036854775808]"),
            "\"input\": element 0 is 9223372036854775808, which INT64 cannot hold"
        ),
        (tensor("[2]", "INT32", "[1.0,1.5]"), "\"input\": element 1 is 1.5, which INT32 cannot hold"),
        (
            tensor("[1,2]", "BYTES", "[\"1,2\",\"3\"]"),
            "\"input\": element 0 is not JSON: expected the end at byte 1; text is "
                + "sent with the parameter \"content_type\": \"str\""
        ),
        (tensor("[1]", "BYTES", "[\"[1,\"]"), "input: not JSON: it ends where a value is expected"),
        (
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":4}}]}",
            "\"input\" has a \"binary_data_size\" of 4, and 0 bytes are left"
        ),
        (
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":-4}}]}",
            "\"input\" has a \"binary_data_size\" of -4, and 0 bytes are left"
        ),
        (
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":\"4\"}}]}",
            "expected \"inputs[0].parameters.binary_data_size\" to be a whole number, found a string"
        ),
        (
            "{\"inputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}",
            "\"y\" is not an input of this model; it takes \"input\""
        ),
        (
            "{\"outputs\":[{\"name\":\"y\"}],\"inputs\":[]}",
            "\"y\" is not an output of this model; it gives \"results.json\""
        ),
        (
            "{\"outputs\":[{\"name\":\"results.json\"},{\"name\":\"results.json\"}],\"inputs\":[]}",
            "the output \"results.json\" is asked for twice; ask once"
        ),
        ("{\"outputs\":[{}],\"inputs\":[]}", "\"outputs[0].name\" is missing"),
        (
            "{\"parameters\":{\"binary_data_output\":1},\"inputs\":[]}",
            "expected \"parameters.binary_data_output\" to be true or false, found a number"
        ),
    ]

    static func tensor(_ shape: String, _ datatype: String, _ data: String) -> String {
        #"{"inputs":[{"name":"input","shape":\#(shape),"datatype":"\#(datatype)","data":\#(data)}]}"#
    }

    @Test(arguments: 0..<bodies.count)
    func `a malformed request says what is wrong`(_ index: Int) async throws {
        let (body, error) = Self.bodies[index]
        let summer = await api(of: Summer.self)
        let response = try #require(await summer.respond("POST", "/v2/models/summer/infer", body: Array(body.utf8)))
        #expect(response == .error(.invalid(error)), "\(body): \(String(decoding: response.body ?? [], as: UTF8.self))")
    }

    @Test func `inputs of several items must agree, and none is sent twice`() async {
        let album = await api(of: Album.self)
        func input(_ name: String, _ shape: String, _ data: String) -> String {
            #"{"name":"\#(name)","shape":\#(shape),"datatype":"BYTES","data":\#(data)}"#
        }
        func infer(_ inputs: String...) async -> String? {
            await album.infer("album", #"{"inputs":[\#(inputs.joined(separator: ","))]}"#)
        }
        #expect(
            await infer(input("photo", "[1]", #"["AA=="]"#), input("title", "[2]", #"["a","b"]"#))
                == #"400 {"error":"\"photo\" has 1 items, \"title\" has 2; the first dimension counts them"}"#)
        #expect(
            await infer(input("photo", "[1]", #"["AA=="]"#), input("photo", "[1]", #"["AA=="]"#))
                == #"400 {"error":"the input \"photo\" is there twice; send it once"}"#)
        #expect(
            await infer(input("title", "[1]", #"["a"]"#))
                == #"400 {"error":"the input \"photo\" is missing; the model takes \"photo\", \"title\""}"#)
        #expect(
            await infer(input("photo", "[1,2]", #"["AA==","AA=="]"#), input("title", "[1]", #"["a"]"#))
                == #"400 {"error":"\"photo\" takes one element of BYTES for each item; the shape [1,2] has 2"}"#)
        #expect(
            await album.infer(
                "album",
                #"{"inputs":[\#(input("photo", "[1]", #"["AA=="]"#)),{"name":"title","shape":[1],"datatype":"FP32","data":[1]}]}"#
            )
                == #"400 {"error":"\"title\" takes text: send the datatype BYTES, not FP32"}"#)
    }

    @Test func `a million tiny items are refused before memory is made for them`() async {
        let data = [String](repeating: "1", count: 65_537).joined(separator: ",")
        #expect(
            await api(of: Echo.self).infer("echo", Self.tensor("[65537]", "FP32", "[\(data)]"))
                == #"400 {"error":"\"input\" has 65537 items; at most 65536 are taken"}"#)
    }

    @Test func `deep lists end in an error, not in the end of the stack`() async {
        let deep = String(repeating: "[", count: 40) + "1" + String(repeating: "]", count: 40)
        let echo = await api(of: Echo.self)
        #expect(
            await echo.infer("echo", Self.tensor("[1]", "FP32", deep))
                == #"400 {"error":"the data of \"input\" is no tensor: lists nest deeper than 32 levels"}"#)
        // As an answer it is JSON like any other.
        #expect(
            await echo.infer("echo", Self.tensor("[1]", "BYTES", "[\"\(deep)\"]"))?.hasSuffix("[\"\(deep)\"]}]}")
                == true)
        let deeper = String(repeating: "[", count: 100_000)
        #expect(
            await echo.infer("echo", Self.tensor("[1]", "FP32", deeper))
                == #"400 {"error":"Unrecognized request format: it nests deeper than 512 levels"}"#)
    }
}
