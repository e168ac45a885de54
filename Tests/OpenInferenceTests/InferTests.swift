import ChassisModel
import Testing

@testable import OpenInference

/// Predictions in JSON, from body to body.
@Suite struct InferTests {
    /// One input tensor of the echo, whose answer shows which items the model got.
    private func echo(_ shape: String, _ datatype: String, _ data: String, _ more: String = "") async -> String? {
        await api(of: Echo.self).infer(
            "echo",
            #"{"inputs":[{"name":"input","shape":\#(shape),"datatype":"\#(datatype)","data":\#(data)\#(more)}]}"#)
    }

    private func answer(_ shape: String, _ datatype: String, _ data: String, _ parameters: String = "") -> String {
        #"200 {"model_name":"echo","model_version":"1.2","outputs":[{"name":"results.json","#
            + #""shape":\#(shape),"datatype":"\#(datatype)"\#(parameters),"data":\#(data)}]}"#
    }

    @Test(arguments: [
        ("[1,3]", "FP32", "[1, 2.5,-3e2]", "[1,3]", "[1, 2.5,-3e2]"),  // the digits as they came
        ("[2,3]", "FP64", "[1,2,3,4,5,6]", "[2,3]", "[1,2,3,4,5,6]"),
        ("[2,3]", "FP64", "[[1,2,3],[4,5,6]]", "[2,3]", "[1,2,3,4,5,6]"),
        ("[3]", "INT32", "[1, 2\n,3]", "[3]", "[1,2,3]"),  // three scalars, without the space around them
        ("[2,2,2]", "INT8", "[1,2,3,4,5,6,7,-8]", "[2,2,2]", "[1,2,3,4,5,6,7,-8]"),
        ("[2,1,1,1]", "UINT64", "[[[[0]]],[[[18446744073709551615]]]]", "[2,1,1,1]", "[0,18446744073709551615]"),
    ])
    func `numbers reach the model in the form of their shape`(
        _ shape: String, _ datatype: String, _ data: String, _ echoed: String, _ answered: String
    ) async {
        #expect(await echo(shape, datatype, data) == answer(echoed, "FP64", answered))
    }

    @Test func `booleans are booleans`() async {
        #expect(
            await echo("[2,2]", "BOOL", "[true,false,true,false]")
                == answer("[2,2]", "BOOL", "[true,false,true,false]"))
    }

    @Test func `an item is a list in the form of the other dimensions`() async {
        // An object around each item would make BYTES of it: the JSON of a mixed pair shows what the model was given.
        #expect(
            await echo("[2]", "BYTES", #"["{\"a\":[1,2]}","[1,\"x\"]"]"#)
                == answer("[2]", "BYTES", #"["{\"a\":[1,2]}","[1,\"x\"]"]"#))
        #expect(
            await echo("[1,2,2]", "BYTES", #"["1","\"x\"","{}","null"]"#)
                == answer("[1]", "BYTES", #"["[[1,\"x\"],[{},null]]"]"#))
    }

    @Test func `text is JSON unless it says that it is text`() async {
        #expect(await echo("[1,1]", "BYTES", #"["[1,2]"]"#) == answer("[1,2]", "FP64", "[1,2]"))
        #expect(
            await echo("[1,1]", "BYTES", #"["[1,2]"]"#, #","parameters":{"content_type":"str"}"#)
                == answer("[1]", "BYTES", #"["[1,2]"]"#, #","parameters":{"content_type":"str"}"#))
        #expect(
            await echo("[2]", "BYTES", #"["WzFd","WzJd"]"#, #","parameters":{"content_type":"base64"}"#)
                == answer("[2,1]", "FP64", "[1,2]"))
        #expect(
            await echo("[2]", "BYTES", #"["\u0041\n","\ud83d\ude00"]"#, #","parameters":{"content_type":"str"}"#)
                == answer("[2]", "BYTES", #"["A\n","😀"]"#, #","parameters":{"content_type":"str"}"#))
    }

    @Test func `items of different forms are JSON texts`() async {
        #expect(await echo("[2]", "BYTES", #"["[1,2]","[1]"]"#) == answer("[2]", "BYTES", #"["[1,2]","[1]"]"#))
        #expect(await echo("[2]", "BYTES", #"["1","true"]"#) == answer("[2]", "BYTES", #"["1","true"]"#))
        #expect(await echo("[1]", "BYTES", #"["[[1],2]"]"#) == answer("[1]", "BYTES", #"["[[1],2]"]"#))
        #expect(await echo("[1]", "BYTES", #"["[]"]"#) == answer("[1]", "BYTES", #"["[]"]"#))
    }

    @Test func `a request without items has an answer without items`() async {
        #expect(await echo("[0,64]", "FP32", "[]") == answer("[0]", "BYTES", "[]"))
    }

    @Test func `the digits are asked and answer as one would write it`() async {
        let pixels = [String](repeating: "2", count: 64).joined(separator: ",")
        let body = #"{"id":"a\"1","inputs":[{"name":"input","shape":[1,64],"datatype":"FP32","data":[\#(pixels)]}]}"#
        #expect(
            await api(of: Summer.self).infer("summer", body)
                == #"200 {"model_name":"summer","model_version":"1","id":"a\"1","outputs":[{"name":"results.json","#
                + #""shape":[1],"datatype":"BYTES","data":["{\"sum\":128}"]}]}"#)
    }

    @Test func `one failed item fails the request and is named`() async {
        let summer = await api(of: Summer.self)
        func infer(_ data: String) async -> String? {
            let count = data.split(separator: ",").count
            return await summer.infer(
                "summer", #"{"inputs":[{"name":"input","shape":[\#(count),1],"datatype":"FP64","data":[\#(data)]}]}"#)
        }
        #expect(await infer("-1") == #"400 {"error":"a number is negative"}"#)
        #expect(await infer("1,-1,-2") == #"400 {"error":"item 1: a number is negative","failed":[1,2]}"#)
        #expect(await infer("-1,13") == #"500 {"error":"item 0: a number is negative","failed":[0,1]}"#)
        #expect(await infer("13") == #"500 {"error":"13 is unlucky"}"#)
    }

    @Test func `declared tensors are checked and answered`() async {
        let declared = await api(of: Declared.self)
        func infer(_ shape: String, _ data: String, _ more: String = "") async -> String? {
            await declared.infer(
                "declared",
                #"{"inputs":[{"name":"x","shape":\#(shape),"datatype":"INT32","data":\#(data)}]\#(more)}"#)
        }
        #expect(
            await infer("[2,3]", "[0,0,0,0,0,0]")
                == #"200 {"model_name":"declared","model_version":"1","outputs":["#
                + #"{"name":"scores","shape":[2,2],"datatype":"FP32","data":[0.25, 0.75,0.25, 0.75]},"#
                + #"{"name":"class","shape":[2],"datatype":"INT64","data":[7,7]},"#
                + #"{"name":"label","shape":[2],"datatype":"BYTES","parameters":{"content_type":"str"},"#
                + #""data":["cat","cat"]}]}"#)
        #expect(
            await infer("[1,3]", "[0,0,0]", #","outputs":[{"name":"label"},{"name":"class"}]"#)
                == #"200 {"model_name":"declared","model_version":"1","outputs":["#
                + #"{"name":"label","shape":[1],"datatype":"BYTES","parameters":{"content_type":"str"},"data":["cat"]},"#
                + #"{"name":"class","shape":[1],"datatype":"INT64","data":[7]}]}"#)
        #expect(
            await infer("[1,3]", "[1,2,3]")
                == #"500 {"error":"\"class\": element 0 is 1.5, which INT64 cannot hold"}"#)
        #expect(
            await infer("[3]", "[0,0,0]")
                == #"400 {"error":"\"x\" has the shape [3]; the model takes [-1,3], where the first dimension counts items"}"#
        )
        #expect(
            await infer("[0,3]", "[]", #","outputs":[{"name":"scores"}]"#)
                == #"200 {"model_name":"declared","model_version":"1","outputs":[{"name":"scores","shape":[0],"#
                + #""datatype":"FP32","data":[]}]}"#)
    }

    @Test func `BYTES stands in for a declared tensor`() async {
        let body =
            #"{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["[1,2]"]}],"outputs":[{"name":"label"}]}"#
        #expect(await api(of: Declared.self).infer("declared", body)?.hasPrefix("200 ") == true)
    }

    @Test func `a shape without a batch is one item`() async {
        let matrix = await api(of: Matrix.self)
        #expect(
            await matrix.infer("matrix", #"{"inputs":[{"name":"m","shape":[2,2],"datatype":"FP64","data":[1,2,3,4]}]}"#)
                == #"200 {"model_name":"matrix","model_version":"1","outputs":[{"name":"m","shape":[2,2],"#
                + #""datatype":"FP64","data":[1,2,3,4]}]}"#)
        #expect(
            await matrix.infer("matrix", #"{"inputs":[{"name":"m","shape":[1,4],"datatype":"FP64","data":[1,2,3,4]}]}"#)
                == #"400 {"error":"\"m\" has the shape [1,4]; the model takes [2,-1]"}"#)
    }

    @Test func `bytes and text go as base64 and text`() async {
        let album = await api(of: Album.self)
        func infer(_ photo: String, _ title: String, count: Int = 1, parameters: String = "{}") async -> String? {
            await album.infer(
                "album",
                #"{"inputs":[{"name":"title","shape":[\#(count),1],"datatype":"BYTES","data":\#(title)},{"name":"photo","#
                    + #""shape":[\#(count)],"datatype":"BYTES","parameters":\#(parameters),"data":\#(photo)}]}"#)
        }
        func answer(_ photos: String, _ titles: String, _ halves: String, _ count: Int) -> String {
            #"200 {"model_name":"album","model_version":"1","outputs":[{"name":"photo","shape":[\#(count)],"#
                + #""datatype":"BYTES","parameters":{"content_type":"base64"},"data":\#(photos)},"#
                + #"{"name":"title","shape":[\#(count)],"datatype":"BYTES","parameters":{"content_type":"str"},"#
                + #""data":\#(titles)},{"name":"halves","shape":[\#(count),2],"datatype":"FP32","data":\#(halves)}]}"#
        }
        #expect(await infer(#"["AP8="]"#, #"["hi"]"#) == answer(#"["AP8="]"#, #"["HI"]"#, "[0.5,-1]", 1))
        #expect(
            await infer(#"["AP8=","AA=="]"#, #"["a","b"]"#, count: 2, parameters: #"{"content_type":"base64"}"#)
                == answer(#"["AP8=","AA=="]"#, #"["A","B"]"#, "[0.5,-1,0.5,-1]", 2))
        #expect(
            await infer(#"["AP8"]"#, #"["a"]"#, parameters: #"{"content_type":"str"}"#)
                == answer(#"["QVA4"]"#, #"["A"]"#, "[0.5,-1]", 1))
        #expect(
            await infer(#"["AP8"]"#, #"["hi"]"#)
                == #"400 {"error":"\"photo\": element 0 is not base64, which stands for bytes in JSON; text is sent with "#
                + #"the parameter \"content_type\": \"str\""}"#)
        #expect(
            await infer(#"["AA=="]"#, #"["nan"]"#)
                == #"500 {"error":"\"halves\": element 0 is nan, which JSON cannot express; ask for \"binary_data\""}"#)
    }

    @Test func `numbers for an input of bytes are their little-endian bytes`() async {
        let body =
            #"{"inputs":[{"name":"photo","shape":[2,2],"datatype":"INT16","data":[1,-2,256,0]},{"name":"title","#
            + #""shape":[2],"datatype":"BYTES","data":["a","b"]}],"outputs":[{"name":"photo"}]}"#
        #expect(
            await api(of: Album.self).infer("album", body)?.hasSuffix(#""data":["AQD+/w==","AAEAAA=="]}]}"#) == true)
    }

    @Test(arguments: [
        ("json", #"the model's output \"json\" is not JSON: it ends where a value is expected"#),
        ("tensor", #"the model's output \"tensor\" is not the FP32 of shape [-1,2] that it declares"#),
        ("text", #"the model's output \"text\" is not UTF-8 text"#),
        ("raw", #"the model's output \"raw\" is not the INT16 of shape [-1,2] that it declares"#),
    ])
    func `an output that is not what it claims is the model's failure`(_ output: String, _ error: String) async {
        let body =
            #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"\#(output)"}]}"#
        #expect(await api(of: Babbler.self).infer("babbler", body) == #"500 {"error":"\#(error)"}"#)
    }
}
