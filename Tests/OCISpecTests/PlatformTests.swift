import OCISpec
import Testing

struct PlatformTests {
    @Test(arguments: ["", "linux", "linux/", "/amd64", "linux/amd64/", "linux/arm/v7/x", "linux/amd 64", "linux/ämd64"])
    func `a text without two or three plain parts is no platform`(text: String) {
        #expect(throws: PlatformError.malformed(text)) { try Platform(parsing: text) }
    }

    @Test(arguments: [
        ("linux/amd64", "linux/amd64"), ("linux/x86_64", "linux/amd64"), ("Linux/X86-64", "linux/amd64"),
        ("linux/arm64", "linux/arm64"), ("linux/aarch64", "linux/arm64"), ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm64/v9", "linux/arm64/v9"), ("linux/arm/v7", "linux/arm/v7"), ("linux/amd64/v3", "linux/amd64/v3"),
    ])
    func `other names of a processor become Go's`(text: String, normal: String) throws {
        #expect(try Platform(parsing: text).description == normal)
    }

    @Test func `names for one platform are equal`() throws {
        #expect(try Platform(parsing: "linux/x86_64") == .linuxAMD64)
        #expect(try Platform(parsing: "linux/aarch64/v8") == .linuxARM64)
    }

    @Test func `a platform without variant writes none`() throws {
        let json = try CanonicalJSON.encode(Platform.linuxAMD64)
        #expect(String(decoding: json, as: UTF8.self) == #"{"architecture":"amd64","os":"linux"}"#)
    }
}
