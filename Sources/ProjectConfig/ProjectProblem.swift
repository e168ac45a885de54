public import BuildReport
public import ImageAssembly
public import OCISpec

/// One thing that is wrong with a project; a `line` is one of `chassis.yaml`.
public enum ProjectProblem: Equatable, Sendable {
    /// The file is there and cannot be read.
    case unreadable(path: String, reason: String)
    /// The text is no YAML.
    case notYAML(reason: String, line: Int?)
    /// The text is YAML, but no mapping of keys to values.
    case notAMapping(found: String, line: Int)
    /// There is no such key.
    case unknownKey(String, nearest: String?, line: Int)
    /// A key stands there twice; the first is in `firstLine`.
    case duplicateKey(String, line: Int, firstLine: Int)
    /// The value is of another kind than its key takes.
    case wrongType(key: String, expected: String, found: String, line: Int)
    /// The interface is none that there is.
    case unknownInterface(String, nearest: String?, line: Int)
    /// There is no such protocol, or it is always there.
    case unknownProtocol(String, nearest: String?, line: Int)
    /// The interface's server cannot have this.
    case unfitFeature(ServerFeature)
    /// There is no such way of linking.
    case unknownLinking(String, nearest: String?, line: Int)
    /// The image cannot have this name.
    case badReference(ImageReferenceError, line: Int)
    /// The text is empty, or cannot be the name of a label or an environment variable.
    case badName(key: String, name: String, line: Int)
    /// The value is empty.
    case emptyValue(key: String, line: Int)
    /// The folder of model files is not there or is no folder; `line` is nil when a flag named it.
    case modelDirectoryMissing(String, line: Int?)
    /// There is no such key below `sample`.
    case unknownSampleKey(String, nearest: String?, line: Int)
    /// The sample has neither `input` nor `inputs`.
    case sampleInputMissing(line: Int)
    /// The sample has a key for one file and its form for several; `line` is the later one.
    case sampleHasBoth(String, String, line: Int)
    /// A file of the sample is not there or is no file.
    case sampleFileMissing(String, line: Int)
    /// There is no such key in an item of `files`.
    case unknownFileKey(String, nearest: String?, line: Int)
    /// An item of `files` has no `source` or no `destination`.
    case fileKeyMissing(String, line: Int)
    /// Nothing can stand in an image where an item of `files` wants it.
    case badDestination(LayerError, line: Int)
    /// A mode is not written in octal.
    case badMode(String, line: Int)
    /// An owner is not one or two numbers of 32 bits.
    case badOwner(String, line: Int)
    /// The source of an item of `files` is not there, or is neither file nor folder.
    case namedFileMissing(String, line: Int)
    /// There is nothing of this name to include.
    case unknownInclusion(String, nearest: String?, line: Int)
    /// A text is no platform.
    case badPlatform(PlatformError, line: Int)
    /// A text chooses no Swift SDK.
    case badSwiftSDK(SwiftSDKChoiceError, line: Int)
    /// A list names one thing twice.
    case repeatedItem(key: String, String, line: Int)
    /// A user is not a name or number, or two of these with a colon.
    case badUser(String, line: Int)
    /// Neither a flag nor the file says what the image serves.
    case interfaceMissing

    /// What to print.
    public var diagnostic: Diagnostic {
        switch self {
        case .unreadable(let path, let reason):
            Diagnostic("\(ProjectFile.name) cannot be read: \(reason)", at: path, try: "make it readable, or remove it")
        case .notYAML(let reason, let line):
            Diagnostic(
                "the file is not YAML: \(reason)", at: line.map(Self.place) ?? ProjectFile.name,
                try: "check the indentation, and put text with special characters in quotes")
        case .notAMapping(let found, let line):
            Diagnostic(
                "the file must hold keys with their values; found \(found)", at: Self.place(line),
                try: "write lines such as `interface: omi`")
        case .unknownKey(let key, let nearest, let line):
            Diagnostic(
                "there is no key `\(key)`", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" }
                    ?? "use one of \(ProjectFile.Key.allCases.map(\.rawValue).joined(separator: ", "))")
        case .duplicateKey(let key, let line, let firstLine):
            Diagnostic(
                "the key `\(key)` stands here a second time; the first is in line \(firstLine)", at: Self.place(line),
                try: "remove one of the two")
        case .wrongType(let key, let expected, let found, let line):
            Diagnostic(
                "`\(key)` must be \(expected); found \(found)", at: Self.place(line), try: Self.example(of: key))
        case .unknownInterface(let text, let nearest, let line):
            Diagnostic(
                "there is no interface `\(text)`", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" } ?? "write \(ServingInterface.allowedValues)")
        case .unknownProtocol(let text, let nearest, let line):
            Diagnostic(
                "there is no protocol `\(text)` to add", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" }
                    ?? "write `\(ServerFeature.grpcV2.rawValue)`; an image for kserve always has v1 and v2 over HTTP")
        case .unfitFeature(let feature):
            Diagnostic(
                "\(feature.rawValue) cannot be added to this interface",
                try: "leave it out, or serve "
                    + ServingInterface.allCases.filter(feature.interfaces.contains).map(\.rawValue)
                    .joined(separator: " or "))
        case .unknownLinking(let text, let nearest, let line):
            Diagnostic(
                "there is no linking `\(text)`", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" } ?? "write \(LinkingChoice.allowedValues)")
        case .badReference(let error, let line):
            Self.diagnostic(of: error, line: line)
        case .badDestination(let error, let line): Self.diagnostic(of: error, line: line)
        case .badPlatform(let error, let line): Self.diagnostic(of: error, line: line)
        case .badSwiftSDK(let error, let line): Self.diagnostic(of: error, line: line)
        case .unknownFileKey(let key, let nearest, let line):
            Diagnostic(
                "an item of `files` has no key `\(key)`", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" }
                    ?? "use one of \(FileDeclaration.Key.allCases.map(\.rawValue).joined(separator: ", "))")
        case .fileKeyMissing(let key, let line):
            Diagnostic(
                "this item of `files` has no `\(key)`", at: Self.place(line),
                try: Self.example(of: "\(ProjectFile.Key.files.rawValue).\(key)"))
        case .badMode(let text, let line):
            Diagnostic(
                "`\(text)` is no mode in octal", at: Self.place(line),
                try: "write `mode: \"0644\"`, or `mode: \"0755\"` for what is to be executed")
        case .badOwner(let text, let line):
            Diagnostic(
                "`\(text)` is no owner", at: Self.place(line),
                try: "write the numbers of user and group: `owner: \"65532:65532\"`")
        case .namedFileMissing(let path, let line):
            Diagnostic(
                "there is no file or folder `\(path)`", at: Self.place(line),
                try: "create it, or correct the path, which is relative to \(ProjectFile.name)")
        case .unknownInclusion(let text, let nearest, let line):
            Diagnostic(
                "there is no `\(text)` to include", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" }
                    ?? "write \(ImageInclusion.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or "))")
        case .repeatedItem(let key, let text, let line):
            Diagnostic(
                "`\(text)` stands in `\(key)` a second time", at: Self.place(line), try: "remove one of the two")
        case .badUser(let text, let line):
            Diagnostic(
                "`\(text)` is no user", at: Self.place(line),
                try: "write numbers, as in `user: \"65532:65532\"`, or a name that the base image knows")
        case .badName(let key, let name, let line):
            Diagnostic(
                "`\(name)` cannot be a name in `\(key)`", at: Self.place(line),
                try: "use a name that is not empty and has neither `=` nor a null character in it")
        case .emptyValue(let key, let line):
            Diagnostic(
                "`\(key)` is empty", at: Self.place(line), try: "give it a value, or remove the line")
        case .modelDirectoryMissing(let path, let line):
            Diagnostic(
                "there is no folder `\(path)` for the model's files", at: line.map(Self.place) ?? "--models \(path)",
                try: "create it, or name the folder that holds them")
        case .unknownSampleKey(let key, let nearest, let line):
            Diagnostic(
                "a sample has no key `\(key)`", at: Self.place(line),
                try: nearest.map { "did you mean `\($0)`?" }
                    ?? "use one of \(SampleDeclaration.Key.allCases.map(\.rawValue).joined(separator: ", "))")
        case .sampleInputMissing(let line):
            Diagnostic(
                "the sample has no input", at: Self.place(line),
                try: "write the file below it, for example `input: samples/input.json`",
                "write the file of each below `inputs:` when the model has several")
        case .sampleHasBoth(let one, let several, let line):
            Diagnostic(
                "the sample has `\(one)` and `\(several)`", at: Self.place(line),
                try: "remove one of the two: `\(one)` is for a model that has only one")
        case .sampleFileMissing(let path, let line):
            Diagnostic(
                "there is no file `\(path)` for the sample", at: Self.place(line),
                try: "create it, or correct the path, which is relative to \(ProjectFile.name)")
        case .interfaceMissing:
            Diagnostic(
                "it is not said what the image is to serve",
                try: "add the flag `--interface omi` or `--interface kserve`",
                "write `interface: omi` or `interface: kserve` in \(ProjectFile.name)")
        }
    }

    private static func place(_ line: Int) -> String { "\(ProjectFile.name):\(line)" }

    private static func diagnostic(of error: some DiagnosticError, line: Int) -> Diagnostic {
        let told = error.diagnostics.first
        let name = told?.location.map { "`\($0)`: " } ?? ""
        return Diagnostic(name + (told?.message ?? "\(error)"), at: place(line), remedies: told?.remedies ?? [])
    }

    private static func example(of key: String) -> String {
        switch ProjectFile.Key(rawValue: key) {
        case .interface: "write `interface: omi` or `interface: kserve`"
        case .protocols: "write `protocols: [\(ServerFeature.grpcV2.rawValue)]`"
        case .tls: "write `tls: true`"
        case .linking: "write `linking: auto`, `static` or `shared`"
        case .tag: "write one name, for example `tag: ghcr.io/team/digits:v1`"
        case .target: "write `target: DigitsClassifier`"
        case .model: "write `model: DigitsClassifier`"
        case .models: "write `models: models`"
        case .files: "write items such as `- { source: labels.txt, destination: /etc/app/labels.txt }`"
        case .base: "write `base: scratch`, or the name of an image"
        case .include: "write `include: [\(ImageInclusion.allCases.map(\.rawValue).joined(separator: ", "))]`"
        case .platforms: "write `platforms: [linux/amd64, linux/arm64]`"
        case .swiftSDK: "write `swift-sdk: ID`, or a line such as `linux/arm64: ID` indented below it for each platform"
        case .user: "write `user: \"65532:65532\"`"
        case .compression: "write `compression: auto`"
        case .annotations: "write the annotations indented below it, for example `org.opencontainers.image.vendor: me`"
        case .labels: "write the labels indented below it, for example `team: vision`"
        case .env: "write the variables indented below it, for example `LOG_LEVEL: debug`"
        case .sample: "write the files indented below it, for example `input: samples/input.json`"
        case nil: exampleOfFile(key) ?? exampleOfSample(key)
        }
    }

    private static func exampleOfFile(_ key: String) -> String? {
        switch FileDeclaration.Key.allCases.first(where: { $0.path == key }) {
        case .source: "write `source: labels.txt`, a path relative to \(ProjectFile.name)"
        case .destination: "write `destination: /etc/app/labels.txt`"
        case .mode: "write `mode: \"0644\"`"
        case .owner: "write `owner: \"65532:65532\"`"
        case nil: nil
        }
    }

    private static func exampleOfSample(_ key: String) -> String {
        switch SampleDeclaration.Key.allCases.first(where: { $0.path == key }) {
        case .input: "write `input: samples/input.json`"
        case .inputs: "write the files indented below it, for example `image: samples/image.png`"
        case .output: "write `output: samples/output.json`"
        case .outputs: "write the files indented below it, for example `scores: samples/scores.json`"
        case .tolerance: "write `tolerance: 0.00001`"
        case nil: "write text, in quotes where it has special characters"
        }
    }
}
