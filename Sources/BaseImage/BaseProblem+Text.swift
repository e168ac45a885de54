import BuildReport
import OCISpec

extension BaseProblem {
    /// What happened, in one sentence.
    var message: String {
        switch self {
        case .incompleteName: "the base image has no name"
        case .notAnImage(let reason): "this is not an image: \(reason)"
        case .severalImages(let names): "there are several images: \(names.joined(separator: ", "))"
        case .noSuchName(let name, _): "there is no image `\(name)`"
        case .noPlatform(let wanted, _): "the base image is not there for \(wanted)"
        case .unsafeEntry(let entry): "the entry `\(entry)` leads out of the archive that it is in"
        case .damagedArchive(let reason): "the archive is damaged: \(reason)"
        case .missingBlob(let digest): "the blob \(digest) is missing"
        case .wrongDigest(let digest, let found): "the blob \(digest) is damaged: its digest is \(found)"
        case .wrongSize(let digest, let stated, let found):
            "the blob \(digest) is damaged: it has \(found) bytes and should have \(stated)"
        case .tooLarge(let digest, let byteCount, let byteCountMax):
            "the document \(digest) has \(byteCount) bytes; at most \(byteCountMax) are read"
        case .damagedDocument(let digest, let reason): "the document \(digest) is damaged: \(reason)"
        case .damagedLayer(let digest, let reason): "the layer \(digest) is damaged: \(reason)"
        case .wrongDiffID(let layer, let stated, let found):
            "the layer \(layer) is not the one that the configuration names: its diff id is \(found), not \(stated)"
        case .layerCount(let manifest, let config):
            "the manifest names \(manifest) layers and the configuration \(config)"
        case .historyCount(let layers, let entries):
            "the history has \(entries) entries with a layer, and there are \(layers) layers"
        case .schema1: "the manifest is one of docker's first schema, without sizes and diff ids"
        case .unknownMediaType(let digest, let mediaType): "the blob \(digest) has the unknown type `\(mediaType)`"
        case .foreignLayer(let digest): "the layer \(digest) may not be copied; only images of Windows have such layers"
        case .tooManyLayers(let base, let added, let max):
            "the base image has \(base) layers; with \(added) more there would be over \(max), which engines refuse"
        case .zstdOnDocker: "the base image has docker's media types, which have none for layers compressed with zstd"
        case .linkLoop(let path): "in the base image, the symbolic links on the way to `\(path)` lead in a circle"
        case .parentNotADirectory(let path, let parent):
            "`\(path)` cannot be added: `\(parent)` is a file in the base image"
        case .coversDirectory(let path): "the file `\(path)` would replace a directory of the base image"
        }
    }

    /// What to do about it.
    var remedies: [String] {
        switch self {
        case .incompleteName(let form): ["write it as \(form)"]
        case .notAnImage:
            ["name an OCI layout (`oci:DIR`), or a file that `podman save` or `docker save` wrote (`archive:FILE`)"]
        case .severalImages: ["name one of them (`oci:DIR:NAME`), or save the one alone"]
        case .noSuchName(_, let offered): ["name one of these: \(offered.joined(separator: ", "))"]
        case .noPlatform(_, let offered):
            offered.isEmpty ? ["use another base image"] : ["it is there for: \(offered.joined(separator: ", "))"]
        case .unsafeEntry: ["do not trust this file; use a base image from its author"]
        case .damagedArchive, .missingBlob, .wrongDigest, .wrongSize, .damagedDocument, .damagedLayer, .wrongDiffID:
            ["fetch or save the base image again"]
        case .layerCount, .historyCount, .tooLarge, .unknownMediaType, .foreignLayer: ["use another base image"]
        case .schema1: ["pull it and push it again with a present docker or podman"]
        case .tooManyLayers: ["use a base image with fewer layers, for example one that was squashed"]
        case .zstdOnDocker: ["use `--compression gzip`, or a base image with OCI's types"]
        case .linkLoop, .parentNotADirectory, .coversDirectory: ["choose another destination"]
        }
    }
}
