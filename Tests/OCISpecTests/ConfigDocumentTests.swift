import OCISpec
import Testing

struct ConfigDocumentTests {
    private func document(_ container: String) throws -> ConfigDocument {
        let json =
            #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"config":\#(container)}"#
        return try ConfigDocument(parsing: Array(json.utf8))
    }

    /// The container's configuration after `config` was applied to `container`.
    private func applied(_ config: ContainerConfig, to container: String) throws -> String {
        var document = try document(container)
        document.apply(config)
        return String(decoding: try CanonicalJSON.encode(document.json["config"]), as: UTF8.self)
    }

    @Test func `nothing changes nothing`() throws {
        let json = #"{"Cmd":["sh"],"Entrypoint":["/e"],"Env":["A=1"],"Healthcheck":{"Retries":3},"User":"a"}"#
        #expect(try applied(ContainerConfig(), to: json) == json)
        #expect(try applied(ContainerConfig(), to: "null") == "{}")
    }

    @Test func `variables keep their places, ours win, and new ones follow sorted`() throws {
        let config = ContainerConfig(environment: ["B": "x=y", "D": "4", "C": "3"])
        #expect(
            try applied(config, to: #"{"Env":["Z=0","B=1","A","B=2"]}"#)
                == #"{"Env":["Z=0","B=x=y","A","C=3","D=4"]}"#)
        #expect(try applied(config, to: #"{"Env":null}"#) == #"{"Env":["B=x=y","C=3","D=4"]}"#)
    }

    @Test func `a new entrypoint takes the command of the old one away`() throws {
        let base = #"{"Cmd":["sh"],"Entrypoint":["/old"]}"#
        #expect(try applied(ContainerConfig(entrypoint: ["/new"]), to: base) == #"{"Entrypoint":["/new"]}"#)
        #expect(
            try applied(ContainerConfig(entrypoint: ["/new"], command: ["x"]), to: base)
                == #"{"Cmd":["x"],"Entrypoint":["/new"]}"#)
        #expect(
            try applied(ContainerConfig(command: ["x"]), to: base) == #"{"Cmd":["x"],"Entrypoint":["/old"]}"#)
    }

    @Test func `labels and ports are added to those that are there`() throws {
        let config = ContainerConfig(exposedPorts: ["80/tcp"], labels: ["a": "2", "b": "2"])
        #expect(
            try applied(config, to: #"{"ExposedPorts":{"53/udp":{}},"Labels":{"a":"1","c":"1"}}"#)
                == #"{"ExposedPorts":{"53/udp":{},"80/tcp":{}},"Labels":{"a":"2","b":"2","c":"1"}}"#)
        #expect(
            try applied(config, to: #"{"ExposedPorts":null}"#)
                == #"{"ExposedPorts":{"80/tcp":{}},"Labels":{"a":"2","b":"2"}}"#)
    }

    @Test func `user, folder and signal are replaced`() throws {
        let config = ContainerConfig(user: "1:1", workingDirectory: "/w", stopSignal: "SIGINT")
        #expect(
            try applied(config, to: #"{"StopSignal":"SIGKILL","User":"root","WorkingDir":"/"}"#)
                == #"{"StopSignal":"SIGINT","User":"1:1","WorkingDir":"/w"}"#)
    }

    @Test func `a layer goes on top, and its entry behind the others`() throws {
        var document = ConfigDocument(empty: .linuxARM64)
        let digest = try Digest.of([])
        document.append(digest, history: HistoryEntry(created: .epoch, createdBy: "x"))
        #expect(document.diffIDs == [digest])
        #expect(document.historyLayerCount == 1)
        #expect(
            String(decoding: try document.encoded(), as: UTF8.self)
                == #"{"architecture":"arm64","history":[{"created":"1970-01-01T00:00:00Z","created_by":"x"}],"#
                + #""os":"linux","rootfs":{"diff_ids":["\#(digest)"],"type":"layers"}}"#)
    }

    @Test(arguments: [
        ("[]", ConfigDocumentError.notAnObject), ("{", .notAnObject),
        (#"{"os":"linux","rootfs":{"diff_ids":[]}}"#, .noPlatform),
        (
            #"{"os":"linux","architecture":"a"}"#,
            .wrongValue(key: "rootfs.diff_ids", expected: "a list of digests")
        ),
        (
            #"{"os":"linux","architecture":"a","rootfs":{"diff_ids":["sha256:1"]}}"#,
            .wrongValue(key: "rootfs.diff_ids", expected: "a list of digests")
        ),
        (
            #"{"os":"linux","architecture":"a","rootfs":{"diff_ids":[]},"history":[1]}"#,
            .wrongValue(key: "history", expected: "a list of objects")
        ),
        (
            #"{"os":"linux","architecture":"a","rootfs":{"diff_ids":[]},"config":[]}"#,
            .wrongValue(key: "config", expected: "an object")
        ),
        (
            #"{"os":"linux","architecture":"a","rootfs":{"diff_ids":[]},"config":{"Env":[1]}}"#,
            .wrongValue(key: "config.Env", expected: "a list of texts")
        ),
        (
            #"{"os":"linux","architecture":"a","rootfs":{"diff_ids":[]},"config":{"Labels":[]}}"#,
            .wrongValue(key: "config.Labels", expected: "an object")
        ),
    ])
    func `what cannot be edited is refused`(json: String, error: ConfigDocumentError) {
        #expect(throws: error) { try ConfigDocument(parsing: Array(json.utf8)) }
        #expect(error.diagnostics.count == 1)
    }
}
