import OCISpec
import RegistryStub
import Testing

@Suite(.timeLimit(.minutes(1))) struct ContentTests {
    private let manifestType = MediaType.imageManifest.rawValue

    /// A manifest with a config and one layer.
    private func manifest(_ config: Digest, _ layer: Digest, extra: String = "") -> [UInt8] {
        let config = #"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(config)","size":2}"#
        let layer = #"{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"\#(layer)","size":3}"#
        return Array(
            #"{"schemaVersion":2,"mediaType":"\#(manifestType)","config":\#(config),"layers":[\#(layer)]\#(extra)}"#
                .utf8)
    }

    private func put(_ bytes: [UInt8], as reference: String, by client: RawClient, ifMatch: String? = nil) async throws
        -> RawClient.Answer
    {
        let headers = ["Content-Type": manifestType, "If-Match": ifMatch].compactMapValues(\.self)
        return try await client.ask("PUT", "/v2/digits/manifests/\(reference)", headers, body: bytes)
    }

    @Test func `a manifest is taken when its blobs are there, and given to those who accept it`() async throws {
        try await withClient { registry, client in
            let (config, layer) = (try Digest.of([1, 2]), try Digest.of([1, 2, 3]))
            let bytes = manifest(config, layer)
            let digest = try Digest.of(bytes)
            try registry.add(blob: [1, 2], to: "digits")
            let refused = try await put(bytes, as: "v1", by: client)
            #expect(refused.status == 400)
            #expect(refused.text.contains("MANIFEST_BLOB_UNKNOWN"))
            try registry.add(blob: [1, 2, 3], to: "digits")
            let taken = try await put(bytes, as: "v1", by: client)
            #expect(taken.status == 201)
            #expect(taken["Docker-Content-Digest"] == digest.description)
            #expect(registry.manifest("digits", "v1")?.bytes == bytes)
            #expect(registry.manifest("digits", digest.description)?.bytes == bytes)
            for reference in ["v1", digest.description] {
                let uri = "/v2/digits/manifests/\(reference)"
                let got = try await client.ask("GET", uri, ["Accept": "text/html, \(manifestType);q=0.5"])
                #expect(got.body == bytes)
                #expect(got["Content-Type"] == manifestType)
                let head = try await client.ask("HEAD", uri, ["Accept": manifestType])
                #expect(head["Content-Length"] == "\(bytes.count)")
                #expect(try await client.ask("GET", uri, ["Accept": "application/json"]).status == 404)
            }
        }
    }

    @Test func `a manifest that is not what it says is refused`() async throws {
        try await withClient {
            $0.checksManifestBlobs = false
            $0.manifestBytesMax = 1000
        } _: { _, client in
            let digest = try Digest.of([1])
            let bytes = manifest(digest, digest)
            #expect(try await put(bytes, as: digest.description, by: client).text.contains("DIGEST_INVALID"))
            #expect(try await put(Array("{".utf8), as: "v1", by: client).text.contains("MANIFEST_INVALID"))
            let index = ["Content-Type": MediaType.imageIndex.rawValue]
            let other = try await client.ask("PUT", "/v2/digits/manifests/v1", index, body: bytes)
            #expect(other.status == 400)
            #expect(try await put([UInt8](repeating: 32, count: 1001), as: "v1", by: client).status == 413)
            #expect(try await put(bytes, as: try Digest.of(bytes).description, by: client).status == 201)
        }
    }

    @Test func `tags are immutable, guarded by their ETag, or set by a query`() async throws {
        try await withClient {
            $0.checksManifestBlobs = false
            ($0.hasETags, $0.takesTagQuery) = (true, true)
        } _: { registry, client in
            let digest = try Digest.of([1])
            let (first, second) = (manifest(digest, digest), manifest(digest, digest, extra: #","x":1"#))
            let eTag = try #require(try await put(first, as: "v1", by: client)["ETag"])
            #expect(try await put(second, as: "v1", by: client, ifMatch: #""sha256:0""#).status == 412)
            #expect(try await put(second, as: "v1", by: client, ifMatch: eTag).status == 201)
            let byDigest = "\(try Digest.of(first))?tag=v2&tag=v3"
            #expect(try await put(first, as: byDigest, by: client)["OCI-Tag"] == "v2")
            #expect(registry.tags("digits") == ["v1", "v2", "v3"])
            registry.change { $0.hasImmutableTags = true }
            #expect(try await put(second, as: "v2", by: client).status == 409)
            #expect(registry.manifest("digits", "v2")?.bytes == first)
        }
    }

    @Test func `tags come page by page`() async throws {
        try await withClient {
            $0.pageLength = 2
        } _: { registry, client in
            for tag in ["c", "a", "b"] {
                try registry.add(manifest: [1], mediaType: .imageManifest, to: "digits", tag: tag)
            }
            let first = try await client.ask("GET", "/v2/digits/tags/list")
            #expect(first.text == #"{"name":"digits","tags":["a","b"]}"#)
            #expect(first["Link"] == #"</v2/digits/tags/list?n=2&last=b>; rel="next""#)
            let second = try await client.ask("GET", "/v2/digits/tags/list?n=2&last=b")
            #expect(second.text == #"{"name":"digits","tags":["c"]}"#)
            #expect(second["Link"] == nil)
        }
    }

    @Test func `referrers are known to a registry that has them`() async throws {
        try await withClient {
            $0.checksManifestBlobs = false
        } _: { registry, client in
            let digest = try Digest.of([1])
            let subject = #"{"mediaType":"\#(manifestType)","digest":"\#(digest)","size":1}"#
            let bytes = manifest(digest, digest, extra: #","artifactType":"a/b","subject":\#(subject)"#)
            let name = try Digest.of(bytes)
            #expect(try await put(bytes, as: name.description, by: client)["OCI-Subject"] == nil)
            let uri = "/v2/digits/referrers/\(digest)"
            #expect(try await client.ask("GET", uri).status == 404)
            registry.change { $0.hasReferrers = true }
            #expect(try await put(bytes, as: name.description, by: client)["OCI-Subject"] == digest.description)
            let list = try await client.ask("GET", uri)
            let index = try CanonicalJSON.decode(ImageIndex.self, from: list.body)
            #expect(index.manifests.map(\.digest) == [name])
            #expect(index.manifests.first?.artifactType?.rawValue == "a/b")
            let filtered = try await client.ask("GET", "\(uri)?artifactType=c/d")
            #expect(filtered["OCI-Filters-Applied"] == "artifactType")
            #expect(try CanonicalJSON.decode(ImageIndex.self, from: filtered.body).manifests.isEmpty)
        }
    }

    @Test func `a part of a blob is given to those who ask for it`() async throws {
        try await withClient { registry, client in
            let content = bytes(1000)
            let uri = "/v2/digits/blobs/\(try registry.add(blob: content, to: "digits"))"
            let part = try await client.ask("GET", uri, ["Range": "bytes=990-"])
            #expect(part.status == 206)
            #expect(part.body == Array(content[990...]))
            #expect(part["Content-Range"] == "bytes 990-999/1000")
            #expect(try await client.ask("GET", uri, ["Range": "bytes=1-2"]).body == [1, 2])
            #expect(try await client.ask("GET", uri, ["Range": "bytes=1000-"]).status == 416)
            registry.change { $0.honoursRange = false }
            let all = try await client.ask("GET", uri, ["Range": "bytes=990-"])
            #expect(all.status == 200)
            #expect(all.body == content)
        }
    }

    @Test func `a redirected blob comes from the storage, which wants no authorization`() async throws {
        try await withClient {
            $0.blobSource = .storage(uses: 1)
        } _: { registry, client in
            let uri = "/v2/digits/blobs/\(try registry.add(blob: [1, 2, 3], to: "digits"))"
            #expect(try await client.ask("HEAD", uri).status == 200)
            let redirect = try await client.ask("GET", uri)
            #expect(redirect.status == 307)
            let location = try #require(redirect["Location"])
            let path = String(location.dropFirst(registry.url(of: .storage).count))
            let storage = try await RawClient.connect(to: registry, .storage)
            #expect(try await storage.ask("GET", path, ["Authorization": "Bearer x"]).status == 400)
            #expect(registry.strayAuthorizations.map(\.uri) == [path])
            #expect(try await storage.ask("GET", path).body == [1, 2, 3])
            #expect(try await storage.ask("GET", path).status == 403)
        }
    }

    @Test func `a new blob is not seen at once`() async throws {
        try await withClient {
            $0.looksBeforeBlobAppears = 2
        } _: { registry, client in
            let digest = try Digest.of([1])
            #expect(try await client.commit(try await client.startUpload(), digest, [1]).status == 201)
            var statuses: [Int] = []
            for _ in 1...3 { statuses.append(try await client.ask("HEAD", "/v2/digits/blobs/\(digest)").status) }
            #expect(statuses == [404, 404, 200])
        }
    }

    @Test func `answers warn, are compressed and keep digests to themselves`() async throws {
        try await withClient {
            ($0.warnings, $0.gzipsAnswers, $0.namesDigests) = ([#"299 - "soon over""#], true, false)
        } _: { registry, client in
            let digest = try registry.add(blob: [1], to: "digits")
            let answer = try await client.ask("GET", "/v2/digits/blobs/\(digest)")
            #expect(answer["Warning"] == #"299 - "soon over""#)
            #expect(answer["Content-Encoding"] == "gzip")
            #expect(answer["Docker-Content-Digest"] == nil)
        }
    }

    @Test func `paths that no registry has are answered 404, methods 405`() async throws {
        try await withClient { _, client in
            var statuses: [Int] = []
            for (method, path) in [("GET", "/v1/"), ("GET", "/token"), ("POST", "/v2/")] {
                statuses.append(try await client.ask(method, path).status)
            }
            #expect(statuses == [404, 404, 405])
        }
    }
}
