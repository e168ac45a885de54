import ArgumentParser
import ImageBuild
import OCISpec
import ProjectConfig

/// What the image is to be; each flag wins over the key of the same name in `chassis.yaml`.
struct ImageFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp("The image's name, for example team/digits:v1.", valueName: "reference"),
        transform: Arguments.reference)
    var tag: ImageReference?

    @Option(
        help: ArgumentHelp(
            "The image to build upon: scratch, oci:FOLDER, archive:FILE, or the name of one in a registry.",
            valueName: "base"))
    var base: String?

    @Option(
        help: ArgumentHelp(
            "The platforms to build for, for example linux/amd64,linux/arm64.", valueName: "os/architecture"),
        transform: Arguments.platforms)
    var platform: [[Platform]] = []

    @Option(
        name: .customLong("swift-sdk"),
        help: ArgumentHelp(
            "The Swift SDK to compile a platform with, or every platform that it serves; `swift sdk list` lists the ids. "
                + "Repeatable.", valueName: "[platform=]id"),
        transform: Arguments.swiftSDK)
    var swiftSDK: [SwiftSDKChoice] = []

    @Option(
        help: ArgumentHelp(
            "auto, gzip, zstd or none; gzip and zstd with a level, for example zstd:19.", valueName: "method"))
    var compression: String?

    @Option(
        help: ArgumentHelp("A label of the image. Repeatable.", valueName: "key=value"), transform: Arguments.setting)
    var label: [Arguments.Setting] = []

    @Option(
        help: ArgumentHelp("An annotation of the image's manifest. Repeatable.", valueName: "key=value"),
        transform: Arguments.setting)
    var annotation: [Arguments.Setting] = []

    @Option(
        help: ArgumentHelp("An environment variable of the container. Repeatable.", valueName: "name=value"),
        transform: Arguments.setting)
    var env: [Arguments.Setting] = []

    @Option(help: ArgumentHelp("Who the server runs as, by number; 65532:65532 if not given.", valueName: "uid[:gid]"))
    var user: String?

    @Option(
        help: "Files of this machine to add by name: ca-certificates, tzdata. Repeatable.",
        transform: Arguments.inclusion)
    var include: [ImageInclusion] = []

    @Option(
        help: ArgumentHelp(
            "The time of the image and of every file in it, as 2026-01-31T12:00:00Z or in seconds since 1970; "
                + "SOURCE_DATE_EPOCH if not given, else 1970.", valueName: "time"),
        transform: Arguments.time)
    var created: Timestamp?

    /// What the flags say, added to `overrides`.
    func apply(to overrides: inout ProjectOverrides) {
        overrides.reference = tag
        overrides.base = base
        overrides.platforms = platform.flatMap(\.self)
        overrides.swiftSDKs = swiftSDK
        overrides.compression = compression
        overrides.labels = Arguments.dictionary(label)
        overrides.annotations = Arguments.dictionary(annotation)
        overrides.environment = Arguments.dictionary(env)
        overrides.user = user
        overrides.inclusions = include
    }
}
