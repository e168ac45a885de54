import BuildReport
import SystemPackage
import TestSupport

@testable import CredentialStore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A temporary home with credentials files and helpers in it, and a store that looks nowhere else.
struct Home {
    let path: FilePath
    /// The environment: a `PATH` with the folder of ``helper(_:_:)`` first, and what a test adds.
    var variables: [String: String]

    /// Runs `body` with an empty home.
    static func with(_ body: (inout Home) async throws -> Void) async throws {
        try await withTemporaryDirectory { path in
            var home = Home(path: path, variables: ["PATH": "\(path)/bin:/usr/bin:/bin", "HOME": path.string])
            try await body(&home)
        }
    }

    /// Where podman keeps logins when there is no session; below the home, since the real place is the machine's.
    var runtimeFolder: FilePath { path.appending("run") }

    /// The store of this home.
    func store(
        explicit: [String: FoundCredential] = [:], helperTimeLimit: Duration = .seconds(10)
    ) -> CredentialStore {
        CredentialStore(
            variables: variables,
            places: CredentialPlaces(variables: variables, home: path, runtimeFolder: runtimeFolder),
            explicit: explicit, helperTimeLimit: helperTimeLimit)
    }

    /// What the store finds.
    func find(_ registry: String, _ repository: String? = nil) async throws -> FoundCredential? {
        try await store().credential(registry: registry, repository: repository)
    }

    /// The user that the store finds; nil when it finds nothing, or no user.
    func user(_ registry: String, _ repository: String? = nil) async throws -> String? {
        guard case .basic(let username, _)? = try await find(registry, repository)?.credential else { return nil }
        return username
    }

    /// Writes `text` to the file `name` of the home and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> FilePath {
        let file = path.pushing(FilePath(name))
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file.string))
        return file
    }

    /// Installs the shell script `script` as the helper `name`.
    func helper(_ name: String, _ script: String) throws {
        let folder = path.appending("bin")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        try writeExecutable("#!/bin/sh\n\(script)\n", to: folder.appending("docker-credential-\(name)"))
    }

    /// Installs a helper that keeps what it is given in files of the folder `kept`, one for each address.
    func keepingHelper(_ name: String) throws {
        try helper(
            name,
            """
            kept='\(path)/kept'; mkdir -p "$kept"
            file() { echo "$kept/$(printf %s "$1" | tr / _)"; }
            case $1 in
            store) input=$(cat); url=${input#*ServerURL\\":\\"}; printf %s "$input" >"$(file "${url%%\\"*}")";;
            get) f=$(file "$(cat)"); [ -f "$f" ] || { echo 'credentials not found in native keychain'; exit 1; }
                cat "$f";;
            erase) rm "$(file "$(cat)")";;
            list) printf '{'; separator=
                for f in "$kept"/*; do [ -f "$f" ] || continue
                printf '%s"%s":"someone"' "$separator" "$(basename "$f" | tr _ /)"; separator=,; done; printf '}';;
            esac
            """)
    }

    /// The text of the file `name` of the home.
    func text(_ name: String) throws -> String {
        try String(decoding: Data(contentsOf: URL(filePath: path.pushing(FilePath(name)).string)), as: UTF8.self)
    }

    /// The permissions of the file `name` of the home.
    func mode(_ name: String) throws -> FilePermissions {
        try path.pushing(FilePath(name)).stat().permissions
    }

    /// The names in the folder `name` of the home.
    func names(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.pushing(FilePath(name)).string).sorted()
    }
}

/// A credentials file with one entry for each user, whose password is `password of` and the user.
func entries(_ users: [String: String]) -> String {
    let entries = users.sorted { $0.key < $1.key }.map { key, user in
        "\"\(key)\":{\"auth\":\"\(Data("\(user):password of \(user)".utf8).base64EncodedString())\"}"
    }
    return "{\"auths\":{\(entries.joined(separator: ","))}}"
}

/// The messages of an error, as they would be printed.
func printed(_ error: (any Error)?) -> String {
    let diagnostics = (error as? any DiagnosticError)?.diagnostics ?? []
    return diagnostics.map(\.description).joined(separator: "\n")
}
