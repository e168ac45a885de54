import OCISpec
import RegistryStub
import Testing

@Suite(.timeLimit(.minutes(1))) struct UploadTests {
    let content = bytes(1000)
    let digest: Digest

    init() throws {
        digest = try Digest.of(content)
    }

    @Test func `a blob that came in three requests is there`() async throws {
        try await withClient { registry, client in
            #expect(try await client.ask("HEAD", "/v2/digits/blobs/\(digest)").status == 404)
            var location = try await client.startUpload()
            for range in [0..<400, 400..<700] {
                let text = "\(range.lowerBound)-\(range.upperBound - 1)"
                let answer = try await client.patch(location, Array(content[range]), range: text)
                #expect(answer.status == 202)
                #expect(answer["Range"] == "0-\(range.upperBound - 1)")
                location = try client.path(answer)
            }
            let answer = try await client.commit(location, digest, Array(content[700...]))
            #expect(answer.status == 201)
            #expect(answer["Docker-Content-Digest"] == digest.description)
            #expect(registry.blob(digest) == content)
            #expect(registry.uploadedBytes == 1000)
            #expect(registry.openUploads == 0)
            let head = try await client.ask("HEAD", "/v2/digits/blobs/\(digest)")
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "1000")
            #expect(try await client.ask("HEAD", "/v2/other/blobs/\(digest)").status == 404)
        }
    }

    @Test func `bytes with another digest are refused, and the session ends`() async throws {
        try await withClient { registry, client in
            let location = try await client.startUpload()
            let answer = try await client.commit(location, digest, bytes(999))
            #expect(answer.status == 400)
            #expect(answer.text.contains("DIGEST_INVALID"))
            #expect(try await client.ask("GET", location).status == 404)
            #expect(registry.blob(digest) == nil)
        }
    }

    @Test func `an address of before the last PATCH is refused, but its status can be asked for`() async throws {
        try await withClient { _, client in
            let location = try await client.startUpload()
            _ = try await client.patch(location, content)
            #expect(try await client.patch(location, content).status == 404)
            let status = try await client.ask("GET", location)
            #expect(status.status == 204)
            #expect(status["Range"] == "0-999")
            #expect(try await client.commit(client.path(status), digest).status == 201)
        }
    }

    @Test(arguments: [true, false])
    func `a chunk that does not continue the session is refused`(explains: Bool) async throws {
        try await withClient {
            $0.chunks.explainsRange = explains
        } _: { _, client in
            let location = try await client.startUpload()
            let next = try client.path(try await client.patch(location, bytes(100), range: "0-99"))
            let answer = try await client.patch(next, bytes(100), range: "101-200")
            #expect(answer.status == 416)
            #expect(answer["Range"] == (explains ? "0-99" : nil))
            #expect(answer["Location"].map { $0.hasSuffix(next) } == (explains ? true : nil))
            #expect(try await client.patch(next, bytes(100), range: "bytes 100-199/1000").status == 400)
            #expect(try await client.patch(next, bytes(100), range: "100-198").status == 400)
            #expect(try await client.patch(next, bytes(100), range: "100-199").status == 202)
        }
    }

    @Test func `chunks have limits, said and unsaid`() async throws {
        try await withClient {
            $0.chunks.bytesMin = 100
            $0.chunks.bytesMax = 500
        } _: { registry, client in
            let post = try await client.ask("POST", "/v2/digits/blobs/uploads/")
            #expect(post["OCI-Chunk-Min-Length"] == "100")
            #expect(post["OCI-Chunk-Max-Length"] == "500")
            let location = try client.path(post)
            #expect(try await client.patch(location, bytes(501)).status == 413)
            let next = try client.path(try await client.patch(location, bytes(99)))
            #expect(try await client.patch(next, bytes(100)).status == 400)
            registry.change { $0.chunks = .init() }
            registry.change { $0.chunks.silentBytesMax = 100 }
            #expect(try await client.patch(next, bytes(101)).status == 416)
            registry.change { $0.chunks.refusedStatus = 405 }
            #expect(try await client.patch(next, bytes(100), range: "99-198").status == 405)
            registry.change { $0.chunks.status = 201 }
            #expect(try await client.patch(next, bytes(100)).status == 201)
        }
    }

    @Test func `a body over the proxy's limit is refused before it was read`() async throws {
        try await withClient {
            $0.requestBodyBytesMax = 10
        } _: { _, client in
            let location = try await client.startUpload()
            await client.send("PATCH", location, ["Content-Length": "11"])
            let answer = try await client.answer()
            #expect(answer.status == 413)
            #expect(answer.text.contains("<html>"))
            await client.waitForEnd()
        }
    }

    @Test func `a single POST is taken only by a registry that can`() async throws {
        try await withClient { registry, client in
            let uri = "/v2/digits/blobs/uploads/?digest=\(digest)"
            let ignored = try await client.ask("POST", uri, body: content)
            #expect(ignored.status == 202)
            #expect(registry.blob(digest) == nil)
            registry.change { $0.takesSinglePost = true }
            #expect(try await client.ask("POST", uri, body: content).status == 201)
            #expect(registry.blob(digest) == content)
        }
    }

    @Test func `a cancelled session is gone`() async throws {
        try await withClient { registry, client in
            let location = try await client.startUpload()
            #expect(registry.openUploads == 1)
            #expect(try await client.ask("DELETE", location).status == 204)
            #expect(registry.openUploads == 0)
            #expect(try await client.ask("DELETE", location).status == 404)
        }
    }

    @Test func `a blob is mounted from a repository that has it`() async throws {
        try await withClient { registry, client in
            try registry.add(blob: content, to: "base")
            let named = "/v2/digits/blobs/uploads/?mount=\(digest)&from=base"
            let unnamed = "/v2/digits/blobs/uploads/?mount=\(digest)"
            #expect(try await client.ask("POST", "/v2/digits/blobs/uploads/?mount=\(digest)&from=x").status == 202)
            #expect(registry.blobSize(digest, in: "digits") == nil)
            #expect(try await client.ask("POST", named).status == 201)
            #expect(registry.blobSize(digest, in: "digits") == 1000)
            #expect(try await client.ask("POST", unnamed).status == 201)
            registry.change { $0.mounts = .onlyFromNamed }
            #expect(try await client.ask("POST", unnamed).status == 202)
            #expect(try await client.ask("POST", named).status == 201)
            registry.change { $0.mounts = .ignored }
            #expect(try await client.ask("POST", named).status == 202)
            registry.change { $0.mounts = .refused(status: 403) }
            #expect(try await client.ask("POST", named).status == 403)
        }
    }

    @Test func `bytes that are not kept are counted and hashed all the same`() async throws {
        try await withClient {
            $0.keepsBlobBytes = false
        } _: { registry, client in
            let location = try await client.startUpload()
            #expect(try await client.commit(location, digest, content).status == 201)
            #expect(registry.blob(digest) == nil)
            #expect(try await client.ask("HEAD", "/v2/digits/blobs/\(digest)")["Content-Length"] == "1000")
            #expect(try await client.ask("GET", "/v2/digits/blobs/\(digest)").status == 500)
        }
    }

    @Test(arguments: RegistryStub.LocationStyle.allCases)
    func `a session is addressed as wished`(style: RegistryStub.LocationStyle) async throws {
        try await withClient {
            $0.locations = style
        } _: { registry, client in
            let answer = try await client.ask("POST", "/v2/digits/blobs/uploads/")
            let location = try #require(answer["Location"])
            let last = "upload-1?_state=upload-1%2F0%3D%3D"
            let path = "/v2/digits/blobs/uploads/\(last)"
            let expected =
                switch style {
                case .absolute: "http://\(registry.authority)\(path)"
                case .hostRelative: path
                case .pathRelative: last
                case .schemeRelative: "//\(registry.authority)\(path)"
                case .withoutScheme: "\(registry.authority)\(path)"
                case .otherOrigin: "\(registry.url(of: .storage))\(path)"
                }
            #expect(location == expected)
            if style == .otherOrigin {
                let storage = try await RawClient.connect(to: registry, .storage)
                #expect(try await storage.commit(path, digest, content).status == 201)
                #expect(registry.blobSize(digest, in: "digits") == 1000)
            }
        }
    }
}
