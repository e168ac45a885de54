import BaseImage
import ImageAssembly
import OCISpec
import RegistryStub
import SystemPackage
import Testing

@testable import ImageBuild

/// What `push`, `pull`, `index create` and `runtime export --push` do.
@Suite struct ImageTransferTests {
    // MARK: Pushing

    @Test func `an image is pushed under several names, and each repository is told once`() async throws {
        try await User.with { user in
            let (path, image) = try await user.layout("layout")
            let names = ["team/digits:v1", "team/digits:latest", "other:v1"]
            let places = try await user.transfer.push(.layout(path, name: nil), to: names.map(user.reference))
            #expect(
                places == ["team/digits", "other"].map { "\(user.registry.authority)/\($0)@\(image.digest)" })
            #expect(user.registry.tags("team/digits") == ["latest", "v1"])
            #expect(user.registry.manifest("other", "v1")?.digest == image.digest)
            // How much depends on which of two repositories mounts from the other.
            let said = try #require(user.said.summaries.last)
            #expect(said.hasPrefix("\(image.digest), ") && said.hasSuffix(" kB sent"))
        }
    }

    @Test func `an image that is there is asked for, and that is said`() async throws {
        try await User.with { user in
            let (path, image) = try await user.layout("layout")
            _ = try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            user.registry.clearLog()
            _ = try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            #expect(user.registry.log.allSatisfy { $0.method == "HEAD" || $0.route == .ping })
            #expect(user.said.summaries.last == "\(image.digest), which was there already")
        }
    }

    @Test func `a name without a registry is refused before anything is read`() async throws {
        try await User.with { user in
            await #expect(throws: BuildError.noReference) {
                try await user.transfer.push(
                    .layout("/nothing/is/here", name: nil),
                    to: [user.reference(), ImageReference(parsing: "digits:v1")])
            }
            #expect(user.registry.log.isEmpty)
        }
    }

    @Test func `a damaged layer is the registry's to find, and leaves no tag`() async throws {
        try await User.with { user in
            let (path, image) = try await user.layout("layout")
            let layer = path.appending("blobs/sha256").appending(image.blobs[0].descriptor.digest.hex)
            let file = try FileDescriptor.open(layer, .readWrite)
            try file.closeAfter { _ = try file.writeAll(toAbsoluteOffset: 600, [0xFF]) }
            await #expect(throws: (any Error).self) {
                try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            }
            #expect(user.registry.tags("team/digits").isEmpty)
        }
    }

    @Test func `from one repository of a registry to another, layers are mounted`() async throws {
        try await User.with { user in
            let (path, _) = try await user.layout("layout")
            _ = try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            let before = user.registry.uploadedBytes
            _ = try await user.transfer.push(.registry(user.reference()), to: [user.reference("copy:v1")])
            #expect(user.said.transfers.contains(.skipped("mounted from team/digits")))
            #expect(user.registry.manifest("copy", "v1") == user.registry.manifest("team/digits", "v1"))
            // Of the two blobs only the configuration is sent.
            #expect(user.registry.uploadedBytes - before < 1000)
        }
    }

    // MARK: Pulling

    @Test func `an image is pulled to a layout, byte for byte, under its whole name`() async throws {
        try await User.with { user in
            let (path, image) = try await user.layout("layout")
            _ = try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            let target = user.folder.appending("pulled")
            let pulled = try await user.transfer.deliver(
                .registry(user.reference()), for: .linuxAMD64, named: user.reference(), to: [.layout(target)],
                searchPath: "")
            #expect(pulled.digest == image.digest)
            #expect(pulled.reference == (try user.reference()))
            try ImageValidation.validate(layout: target)
        }
    }

    @Test func `of several platforms one is pulled, or all of them`() async throws {
        try await User.with { user in
            let images = [
                try await user.layout("amd64"), try await user.layout("arm64", weights: "others", for: .linuxARM64),
            ]
            let index = try await user.transfer.join(
                images.map { .layout($0.path, name: nil) }, annotations: ["a": "b"], named: user.reference(),
                to: [.registry], searchPath: "")
            #expect(user.registry.manifest("team/digits", "v1")?.digest == index.digest)
            let one = try await user.transfer.deliver(
                .registry(user.reference()), for: .linuxARM64, named: user.reference(),
                to: [.layout(user.folder.appending("one"))], searchPath: "")
            #expect(one.digest == images[1].image.digest)
            let all = try await user.transfer.deliver(
                .registry(user.reference()), for: nil, named: user.reference(),
                to: [.layout(user.folder.appending("all"))], searchPath: "")
            #expect(all.digest == index.digest)
            #expect(all.blobs.count == index.blobs.count)
        }
    }

    @Test func `a platform that is not there is told with those that are`() async throws {
        try await User.with { user in
            let (path, _) = try await user.layout("layout")
            let other = try await user.layout("arm64", weights: "others", for: .linuxARM64)
            _ = try await user.transfer.join(
                [.layout(path, name: nil), .layout(other.path, name: nil)], annotations: [:], named: user.reference(),
                to: [.registry], searchPath: "")
            let target = user.folder.appending("pulled")
            let error = await #expect(throws: BaseError.self) {
                try await user.transfer.deliver(
                    .registry(user.reference()), for: Platform(parsing: "linux/riscv64"), named: nil,
                    to: [.layout(target)], searchPath: "")
            }
            let text = error?.diagnostics.map(\.description).joined() ?? ""
            #expect(text.contains("linux/amd64") && text.contains("linux/arm64"))
            #expect(throws: Errno.noSuchFileOrDirectory) { try target.stat() }
        }
    }

    @Test func `what is named by its digest and was pulled before needs no registry`() async throws {
        try await User.with { user in
            let (path, image) = try await user.layout("layout")
            _ = try await user.transfer.push(.layout(path, name: nil), to: [user.reference()])
            let named = try user.reference("team/digits@\(image.digest)")
            for round in 1...2 {
                user.registry.clearLog()
                let pulled = try await user.transfer.deliver(
                    .registry(named), for: .linuxAMD64, named: nil,
                    to: [.layout(user.folder.appending("pulled-\(round)"))], searchPath: "")
                #expect(pulled.digest == image.digest)
                #expect(user.registry.log.isEmpty == (round == 2))
            }
        }
    }

    @Test func `an image that is not there is told, and nothing is written`() async throws {
        try await User.with { user in
            let target = user.folder.appending("pulled")
            await #expect(throws: (any Error).self) {
                try await user.transfer.deliver(
                    .registry(user.reference()), for: .linuxAMD64, named: nil, to: [.layout(target)], searchPath: "")
            }
            #expect(throws: Errno.noSuchFileOrDirectory) { try target.stat() }
        }
    }

    // MARK: Indexes

    @Test func `an index that is to be pushed needs a name with a registry`() async throws {
        try await User.with { user in
            let (path, _) = try await user.layout("layout")
            for name in [nil, try ImageReference(parsing: "digits:v1")] {
                await #expect(throws: BuildError.noReference) {
                    try await user.transfer.join(
                        [.layout(path, name: nil)], annotations: [:], named: name, to: [.registry], searchPath: "")
                }
            }
            #expect(user.registry.log.isEmpty)
        }
    }

    @Test func `images of a registry are joined there without their layers being sent`() async throws {
        try await User.with { user in
            let images = [
                try await user.layout("amd64"), try await user.layout("arm64", weights: "others", for: .linuxARM64),
            ]
            for (image, name) in zip(images, ["amd64:v1", "arm64:v1"]) {
                _ = try await user.transfer.push(.layout(image.path, name: nil), to: [user.reference(name)])
            }
            let before = user.registry.uploadedBytes
            _ = try await user.transfer.join(
                [.registry(user.reference("amd64:v1")), .registry(user.reference("arm64:v1"))], annotations: [:],
                named: user.reference("both:v1"), to: [.registry], searchPath: "")
            #expect(user.registry.tags("both") == ["v1"])
            // The two configurations.
            #expect(user.registry.uploadedBytes - before < 1000)
        }
    }

    // MARK: Archives

    @Test func `what is published as an archive is fetched as one`() async throws {
        try await User.with { user in
            let (_, image) = try await user.layout("layout")
            let prepared = user.folder.appending("prepared.tar")
            try await ArchiveSink(file: prepared).deliver(image)
            // What a runtime's export does: an archive, written where it is told.
            try await user.transfer.publish(to: user.reference()) { try Disk().rename(prepared, to: $0) }
            #expect(user.registry.manifest("team/digits", "v1")?.digest == image.digest)
            let check = user.folder.appending("check")
            try await user.transfer.fetch(user.reference()) {
                try Disk().createFolders(check)
                try ImageValidation.validate(archive: $0, workspace: check)
            }
            let fetched = try FileDescriptor.open(
                check.appending("blobs/sha256").appending(image.digest.hex), .readOnly)
            try fetched.close()
        }
    }
}
