/// Documents to compare decoders by: JSON of all kinds, and what looks like it.
enum Corpus {
    static let documents =
        lines + [
            "", " ", "\"a\tb\"", "{\"e\u{301}\":1}", " [1] \n", "\u{A0}1", "[1]\u{0}",
        ]

    /// One document a line.
    private static let lines = #"""
        null
        true
        false
        0
        -0
        1
        -1
        1.0
        -2.0
        1.5
        25e-1
        100e-2
        1e2
        1E+2
        127
        128
        255
        256
        300
        65536
        2147483648
        4294967296
        9223372036854775807
        9223372036854775808
        -9223372036854775808
        18446744073709551615
        18446744073709551616
        170141183460469231731687303715884105727
        -170141183460469231731687303715884105728
        340282366920938463463374607431768211455
        340282366920938463463374607431768211456
        1e19
        1e39
        1e400
        -1e400
        0e999999
        0.0e-999999
        01
        1.
        .5
        -
        +1
        1e
        0x1
        NaN
        nan
        Infinity
        tru
        nul
        ""
        "a"
        "é😀"
        "\u00e9\ud83d\ude00\n\/\"\\"
        "\ud800"
        "\udc00"
        "\ud800\u0041"
        "\ud83d\ud83d"
        "\x"
        "\u12g4"
        "
        "5"
        "red"
        []
        [ ]
        [1]
        [1,2.5]
        [1,"a"]
        [null]
        [1,null]
        [true,false]
        [1 2]
        [1
        [
        ]
        [[1,2],[3.5]]
        [[1],["x"]]
        [[1],null]
        [[],[1e400]]
        [300]
        [1.5]
        [-1]
        ["a","b"]
        ["a","\ud800"]
        {}
        {"a":1}
        {"a":1,"a":2}
        {"a":null}
        {"a":1.5,"b":"x"}
        {"1":2}
        {"1":2,"x":3}
        {"a"}
        {a:1}
        {"a":1
        {"\ud800":1}
        {} {}
        1 2
        [1]x
        [1,[2,[3,[4]]]]
        {"a":{"b":[[7],{"c":true}]}}
        {"a":{"b":[[7],{}]}}
        {"a":{"b":[[],{}]}}
        {"a":{"b":[[7]]}}
        {"a":{"b":{}}}
        {"a":[]}
        {"name":"Rex","super":{"legs":3}}
        {"name":"Rex"}
        {"name":"Rex","super":{}}
        {"lives":9,"legs":4}
        {"lives":9}
        {"nothing":{}}
        {"circle":{"radius":2}}
        {"circle":{}}
        {"line":{"_0":1,"_1":2}}
        {"line":{"_0":1}}
        {"circle":{"radius":2},"nothing":{}}
        {"square":{}}
        {"name":"n","tags":[],"size":{"height":2}}
        {"name":"n","width":null,"tags":["t"],"size":{"height":2,"depth":3}}
        {"name":"n","width":"1","tags":[],"size":{"height":2}}
        {"name":"n","tags":[],"size":{"height":2.5}}
        {"name":"n","tags":[1],"size":{}}
        {"name":"n","tags":[],"size":[]}
        [{"height":1},{"height":null}]
        [{"height":1},{}]
        [{"height":1},7]
        {"x":{"height":""}}
        ["red","blue"]
        "AQL/"
        "AQ=="
        "AQI="
        "AQ"
        "A\/8="
        "AA E="
        "no base64"
        ["AQ==","!"]
        "http://a/b?c=d#e"
        "a b"
        ["http://a",5]
        1234567890123456789012345678901234567890
        0.1
        -0.00000000000000000000000000000000012
        1e127
        1e128
        1e-128
        1e-129
        12.5
        "2024-01-01"
        [1,2,3,4,5,6,7,8,9,10,11]
        {"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"a":10,"j":11}
        """#.split(separator: "\n").map(String.init)
}
