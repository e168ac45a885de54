import Testing

@testable import RegistryClient

struct ChallengeTests {
    static let table: [(headers: [String], expected: [Challenge])] = [
        (
            [#"Bearer realm="https://auth.example/token",service="registry",scope="repository:a/b:pull,push""#],
            [
                Challenge(
                    scheme: "bearer",
                    parameters: [
                        "realm": "https://auth.example/token", "service": "registry",
                        "scope": "repository:a/b:pull,push",
                    ])
            ]
        ),
        // Several headers, and several challenges in one.
        (
            ["Negotiate", #"Basic realm="x""#],
            [Challenge(scheme: "negotiate", parameters: [:]), Challenge(scheme: "basic", parameters: ["realm": "x"])]
        ),
        (
            [#"Negotiate, Basic realm="x", charset="UTF-8", Bearer realm="y""#],
            [
                Challenge(scheme: "negotiate", parameters: [:]),
                Challenge(scheme: "basic", parameters: ["realm": "x", "charset": "UTF-8"]),
                Challenge(scheme: "bearer", parameters: ["realm": "y"]),
            ]
        ),
        // A value without a name, which is no parameter.
        (
            [#"Negotiate YIIabc+/9==, Bearer realm="y""#],
            [Challenge(scheme: "negotiate", parameters: [:]), Challenge(scheme: "bearer", parameters: ["realm": "y"])]
        ),
        // Any case, white space around `=`, values without quotes, empty list items.
        (
            [#" ,bEARER Realm = "y" ,, SERVICE=z,expires=60"#],
            [Challenge(scheme: "bearer", parameters: ["realm": "y", "service": "z", "expires": "60"])]
        ),
        (
            ["Bearer realm=https://auth.example/token,service=registry"],
            [Challenge(scheme: "bearer", parameters: ["realm": "https://auth.example/token", "service": "registry"])]
        ),
        // Commas, escaped quotes and an equals sign within quotes.
        (
            [#"Bearer realm="https://a/t?x=1,2",error_description="say \"please\"""#],
            [
                Challenge(
                    scheme: "bearer",
                    parameters: ["realm": "https://a/t?x=1,2", "error_description": #"say "please""#])
            ]
        ),
        // An empty value, a quote that never ends, a name that comes twice.
        ([#"Basic realm="""#], [Challenge(scheme: "basic", parameters: ["realm": ""])]),
        ([#"Bearer realm="y"#], [Challenge(scheme: "bearer", parameters: ["realm": "y"])]),
        ([#"Bearer realm="y", realm="z""#], [Challenge(scheme: "bearer", parameters: ["realm": "y"])]),
        (["Basic"], [Challenge(scheme: "basic", parameters: [:])]),
        ([""], []), ([], []), ([",,,"], []), (["\"\"\u{7F}"], []),
    ]

    @Test(arguments: table) func `all challenges of all headers are read`(
        headers: [String], expected: [Challenge]
    ) {
        #expect(Challenge.parse(headers) == expected)
    }

    @Test func `Bearer is preferred to Basic, and what nobody knows is passed over`() {
        let all = Challenge.parse([#"Negotiate, Basic realm="b", Bearer realm="https://t""#])
        #expect(Challenge.preferred(all)?.scheme == "bearer")
        #expect(Challenge.preferred(Array(all.dropLast()))?.scheme == "basic")
        #expect(Challenge.preferred(Array(all.prefix(1))) == nil)
    }

    @Test func `a Bearer challenge without a realm cannot be answered`() {
        #expect(Challenge.preferred(Challenge.parse(["Bearer service=x", "Basic"]))?.scheme == "basic")
    }
}
