import OCISpec
import RegistryStub
import Testing

@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    let content = bytes(1000)
    let digest: Digest

    init() throws {
        digest = try Digest.of(content)
    }

    private var blob: String { "/v2/digits/blobs/\(digest)" }

    @Test func `only the call that was named goes wrong`() async throws {
        try await withClient { registry, client in
            registry.fault(.ping, call: 2, .answer(.wait(.seconds(7))))
            #expect(try await client.ask("GET", "/v2/").status == 200)
            let second = try await client.ask("GET", "/v2/")
            #expect(second.status == 429)
            #expect(second["Retry-After"] == "7")
            #expect(try await client.ask("GET", "/v2/").status == 200)
            #expect(registry.log(.ping).map(\.status) == [200, 429, 200])
        }
    }

    @Test func `calls are counted from when the fault was set, and only those with the text`() async throws {
        try await withClient { registry, client in
            _ = try await client.ask("HEAD", "/v2/a/blobs/\(digest)")
            registry.fault(.headBlob, calls: 1...2, containing: "/a/", .answer(.html(503)))
            #expect(try await client.ask("HEAD", "/v2/b/blobs/\(digest)").status == 404)
            #expect(try await client.ask("HEAD", "/v2/a/blobs/\(digest)").status == 503)
            #expect(try await client.ask("HEAD", "/v2/a/blobs/\(digest)").status == 503)
            #expect(try await client.ask("HEAD", "/v2/a/blobs/\(digest)").status == 404)
        }
    }

    @Test func `a request is counted among all`() async throws {
        try await withClient { registry, client in
            registry.fault(request: 2, .answer(.html(502)))
            var statuses: [Int] = []
            for path in ["/v2/", "/v2/digits/tags/list", "/v2/"] {
                statuses.append(try await client.ask("GET", path).status)
            }
            #expect(statuses == [200, 502, 200])
        }
    }

    @Test(arguments: [true, false])
    func `an upload that broke off keeps what came, or nothing`(keeps: Bool) async throws {
        try await withClient {
            $0.chunks.keepsBrokenOff = keeps
        } _: { registry, client in
            registry.fault(.patchUpload, call: 1, .dropAfterRequestBytes(300))
            let location = try await client.startUpload()
            await #expect(throws: RawClient.Closed.self) { _ = try await client.patch(location, content) }
            let again = try await RawClient.connect(to: registry)
            let elsewhere = try await again.patch(location, [1], range: "5000-5000")
            #expect(elsewhere.status == (keeps ? 404 : 416))  // the address of before is good only if nothing came
            let status = try await again.ask("GET", location)
            #expect(status["Range"] == (keeps ? "0-299" : "0-0"))
            let rest = Array(content[(keeps ? 300 : 0)...])
            #expect(try await again.commit(again.path(status), digest, rest).status == 201)
            #expect(registry.blob(digest) == content)
            #expect(registry.uploadedBytes == 300 + rest.count)
            #expect(registry.log(.patchUpload).map(\.status) == [nil, keeps ? 404 : 416])
        }
    }

    @Test func `a client that closes in the middle leaves what it sent`() async throws {
        try await withClient { registry, client in
            let location = try await client.startUpload()
            let other = try await RawClient.connect(to: registry)
            await other.send("PATCH", location, ["Content-Length": "1000"], body: Array(content[..<600]))
            while registry.uploadedBytes < 600 { await Task.yield() }
            let status = try await client.ask("GET", location)
            #expect(status["Range"] == "0-599")
            await other.send("more", "than was kept")
            await other.close()
            let answer = try await client.commit(client.path(status), digest, Array(content[600...]))
            #expect(answer.status == 201)
        }
    }

    @Test func `a registry may take less than it was sent`() async throws {
        try await withClient { registry, client in
            registry.fault(.patchUpload, call: 1, .takeOnly(400))
            let answer = try await client.patch(try await client.startUpload(), content)
            #expect(answer["Range"] == "0-399")
            let rest = try await client.commit(client.path(answer), digest, Array(content[400...]))
            #expect(rest.status == 201)
        }
    }

    @Test func `an answer may be lost after the work`() async throws {
        try await withClient { registry, client in
            registry.fault(.commitUpload, call: 1, .workThenDrop)
            let location = try await client.startUpload()
            await #expect(throws: RawClient.Closed.self) { _ = try await client.commit(location, digest, content) }
            #expect(registry.blob(digest) == content)
        }
    }

    @Test func `an answer may be wrong after the work`() async throws {
        try await withClient { registry, client in
            registry.fault(.commitUpload, call: 1, .workThenAnswer(.html(500)))
            let location = try await client.startUpload()
            #expect(try await client.commit(location, digest, content).status == 500)
            #expect(registry.blob(digest) == content)
        }
    }

    @Test func `headers and bodies are wrong as wished`() async throws {
        try await withClient { registry, client in
            try registry.add(blob: content, to: "digits")
            registry.fault(.getBlob, call: 1, .header("Docker-Content-Digest", nil), .corruptByte(at: 3))
            let corrupt = try await client.ask("GET", blob)
            #expect(corrupt["Docker-Content-Digest"] == nil)
            #expect(corrupt.body.indices.filter { corrupt.body[$0] != content[$0] } == [3])
            registry.fault(.getBlob, call: 1, .shortenBody(to: 10), .status(203))
            let short = try await client.ask("GET", blob)
            #expect(short.body == Array(content[..<10]))
            #expect(short.status == 203)
            registry.fault(.getBlob, call: 1, .body(Array("hello".utf8)))
            #expect(try await client.ask("GET", blob).text == "hello")
            registry.fault(.getBlob, call: 1, .zeros(3 << 20))
            #expect(try await client.ask("GET", blob).body == [UInt8](repeating: 0, count: 3 << 20))
            #expect(try await client.ask("GET", blob).body == content)
        }
    }

    @Test func `a body ends early, with the length of the whole`() async throws {
        try await withClient { registry, client in
            try registry.add(blob: content, to: "digits")
            registry.fault(.getBlob, call: 1, .dropAfterResponseBytes(10))
            let closed = try await #require(throws: RawClient.Closed.self) { _ = try await client.ask("GET", blob) }
            #expect(closed.received.utf8.count == 10)
            let again = try await RawClient.connect(to: registry)
            registry.fault(.getBlob, call: 1, .contentLength(1001))
            await #expect(throws: RawClient.Closed.self) { _ = try await again.ask("GET", blob) }
        }
    }

    @Test func `gzip of three letters is as gzip makes it`() async throws {
        try await withClient { registry, client in
            let digest = try registry.add(blob: Array("abc".utf8), to: "digits")
            registry.fault(.getBlob, call: 1, .gzip)
            let answer = try await client.ask("GET", "/v2/digits/blobs/\(digest)")
            #expect(answer["Content-Encoding"] == "gzip")
            let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
            let block: [UInt8] = [1, 3, 0, 0xfc, 0xff] + Array("abc".utf8)
            #expect(answer.body == head + block + [0xc2, 0x41, 0x24, 0x35, 3, 0, 0, 0])  // CRC-32 352441c2
        }
    }

    @Test func `requests wait at a gate before the work or after it`() async throws {
        try await withClient { registry, client in
            let (before, after) = (RegistryStub.Gate(), RegistryStub.Gate())
            registry.fault(.commitUpload, call: 1, .hold(before), .workThenHold(after))
            let location = try await client.startUpload()
            await client.send("PUT", "\(location)&digest=\(digest)", ["Content-Length": "1000"], body: content)
            await before.waitForArrivals()
            #expect(registry.blob(digest) == nil)
            before.open()
            await after.waitForArrivals()
            #expect(registry.blob(digest) == content)
            #expect(registry.log(.commitUpload).map(\.status) == [nil])
            after.open()
            #expect(try await client.answer().status == 201)
        }
    }

    @Test func `a location is rewritten for one answer`() async throws {
        try await withClient { registry, client in
            registry.fault(.patchUpload, call: 1, .location(.pathRelative), .header("Range", "0-5"))
            let answer = try await client.patch(try await client.startUpload(), content)
            #expect(answer["Location"] == "upload-1?_state=upload-1%2F1%3D%3D")
            #expect(answer["Range"] == "0-5")
        }
    }

    @Test func `two registries know nothing of each other, and one that stopped is gone`() async throws {
        try await withClient { first, _ in
            try await withClient { second, _ in
                try first.add(blob: content, to: "digits")
                #expect(second.blob(digest) == nil)
            }
            let port = first.port
            await first.stop()
            #expect(port > 0)
            await #expect(throws: (any Error).self) { _ = try await RawClient.connect(to: first) }
        }
    }
}
