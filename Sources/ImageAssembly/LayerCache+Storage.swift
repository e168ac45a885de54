import OCISpec
import SystemPackage

extension LayerCache {
    /// Keeps the layer with `record`, whose stored bytes are in `blob`, and removes what is then too much.
    ///
    /// What cannot be kept, on a full disk for example, is not: that is no failure of the build.
    func keep(_ record: LayerRecord, blob: FilePath) {
        guard record.size <= capacity else { return }
        do {
            try put(record, blob: blob)
            try prune(to: capacity)
        } catch {
            return  // the next build makes the layer anew
        }
    }

    /// Remembers that the inputs with the digest `key` give the layer `name`.
    func remember(inputs key: Digest, give name: CachedLayerName) {
        let partial = newPartialPath()
        do {
            for folder in [inputsFolder, partialFolder] { try disk.createFolders(folder) }
            try disk.write(Array(name.description.utf8), to: partial)
            try disk.rename(partial, to: place(ofInputs: key))
        } catch {
            disk.remove([partial])  // the next build reads the files again
        }
    }

    private func put(_ record: LayerRecord, blob: FilePath) throws {
        let name = try CachedLayerName(record)
        let partial = newPartialPath()
        for folder in [layersFolder, partial] { try disk.createFolders(folder) }
        do {
            let copy = partial.appending(KeptLayer.blob)
            try disk.linkOrCopy(blob, to: copy)
            let stored = StoredRecord(layer: record, blobModified: FileTime(try copy.stat().st_mtim).nanoseconds)
            let file = partial.appending(KeptLayer.record)
            try disk.write(CanonicalJSON.encode(stored), to: file)
            try disk.touch(file, at: clock())
            // What is there may be damaged in a way that nobody has looked at; two builds at once have the same bytes.
            try remove(name)
            try disk.rename(partial, to: place(of: name))
        } catch {
            removePartial(partial)
            throw error
        }
    }
}
