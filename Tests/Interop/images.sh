# Checks of images for run.sh, which sources this file: what they do not depend on, and shared libraries.

# packed_digest FOLDER [COMMAND...]: the digest of an image around `program` in FOLDER, with the weights there, built
# under COMMAND; nothing is written.
packed_digest() {
    local folder=$1
    shift
    "$@" "$tool" --executable "$folder/program" --model-files "$folder/weights" --interface kserve \
        --tag digits:interop-same --dry-run 2>/dev/null | sed 's/.*@//'
}

# One file of 70 MB, which has a layer of its own and several blocks, and small ones.
same_everywhere() {
    local base=$out/same there=$out/elsewhere/deeper wanted
    rm -rf "$base" "$out/elsewhere"
    mkdir -p "$base/weights" "$there"
    cp "$tool" "$base/program"
    yes "$(sha256sum "$tool")" | head -c 70000000 >"$base/weights/large"
    echo small >"$base/weights/small"
    (umask 077 && cp -r "$base/." "$there")
    wanted=$(packed_digest "$base")
    [ -n "$wanted" ] || { echo "no digest" && return 1; }
    same "$(packed_digest "$there" env "CHASSIS_CACHE=$out/cache-1" taskset -c 0)" "$wanted" &&
        same "$(packed_digest "$there" env "CHASSIS_CACHE=$out/cache-2" TZ=Pacific/Kiritimati LC_ALL=C HOME=/)" "$wanted"
}

# Files of a model come and go, and the image is in the end what it was.
files_come_and_go() {
    local project=$out/edited sources=$out/edited/Sources/DigitsClassifier before
    rm -rf "$project"
    mkdir -p "$project"
    cp -r Examples/DigitsClassifier/{Package.swift,Sources,models} "$project"
    sed -i "s|path: \"../..\"|path: \"$PWD\"|" "$project/Package.swift"
    edited_digest() { "$tool" "$project" --interface kserve --tag digits:interop-edited --dry-run | sed 's/.*@//'; }
    before=$(edited_digest)
    echo 'func answerOfAddedFile() -> Int { 42 }' >"$sources/Added.swift"
    cp "$sources/ClassScore.swift" "$project/kept"
    echo 'public let answer = answerOfAddedFile()' >>"$sources/ClassScore.swift"
    [ -n "$(edited_digest)" ] || { echo "an added file is missed" && return 1; }
    mv "$project/kept" "$sources/ClassScore.swift"
    rm "$sources/Added.swift"
    same "$(edited_digest)" "$before"
}

# A model that calls OpenBLAS: static by itself, and with shared libraries on request; both answer.
links_statically() {
    "$tool" test Examples/BLASClassifier --interface kserve &&
        "$tool" Examples/BLASClassifier --interface kserve --tag digits-blas:interop --test --output "oci:$out/blas"
}

links_shared_libraries() {
    "$tool" Examples/BLASClassifier --interface kserve --tag digits-blas:interop --linking shared --test \
        --output "oci:$out/blas-shared" --output "archive:$out/blas-shared.tar" || return 1
    # Nothing but the libraries, their loader, the model and the server.
    python3 - "$out/blas-shared" <<'PYTHON'
import json, pathlib, sys, tarfile
layout = pathlib.Path(sys.argv[1])
def blob(digest): return layout / "blobs" / digest.replace(":", "/")
manifest = json.loads(blob(json.loads((layout / "index.json").read_text())["manifests"][0]["digest"]).read_text())
names = [m.name for layer in manifest["layers"] for m in tarfile.open(blob(layer["digest"])) if not m.isdir()]
for part in ["libopenblas.so.0", "libc.so.6", "ld-linux"]:
    assert any(part in name for name in names), (part, names)
others = [n for n in names if not n.startswith(("app/", "models/")) and ".so" not in n]
assert not others, others
PYTHON
}

# own_swift_sdk FOLDER: makes FOLDER/own.artifactbundle, a Swift SDK around this machine's own toolchain and C library,
# with a second target for another processor, which has nothing behind it.
own_swift_sdk() {
    python3 - "$1/own.artifactbundle" "$(swift -print-target-info)" <<'PYTHON'
import json, pathlib, sys
bundle, info = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
triple, swift = info["target"]["triple"], pathlib.Path(info["paths"]["runtimeResourcePath"])
root = bundle / "own" / "root"
(root / "usr" / "lib").mkdir(parents=True)
for link, target in {"lib": "/lib", "lib64": "/lib64", "usr/include": "/usr/include"}.items():
    if pathlib.Path(target).exists(): (root / link).symlink_to(target)
for entry in pathlib.Path("/usr/lib").iterdir():
    if not entry.name.startswith("swift"): (root / "usr" / "lib" / entry.name).symlink_to(entry)
for name in ["swift", "swift_static"]: (root / "usr" / "lib" / name).symlink_to(swift.parent / name)
def target(root):
    return {"sdkRootPath": root, "swiftResourcesPath": f"{root}/usr/lib/swift",
            "swiftStaticResourcesPath": f"{root}/usr/lib/swift_static"}
other = ("x86_64" if triple.startswith("aarch64") else "aarch64") + "-unknown-linux-gnu"
targets = {other: target("nowhere"), triple: target("root")}
(bundle / "own" / "swift-sdk.json").write_text(json.dumps({"schemaVersion": "4.0", "targetTriples": targets}))
variant = {"path": "own", "supportedTriples": [triple]}
artifact = {"type": "swiftSDK", "version": "1.0.0", "variants": [variant]}
(bundle / "info.json").write_text(json.dumps({"schemaVersion": "1.0", "artifacts": {"own": artifact}}))
PYTHON
}

# The digest of the digits model, compiled with the SDK in CHASSIS_SWIFT_SDKS for this machine's own platform.
with_swift_sdk() {
    "$tool" Examples/DigitsClassifier --interface kserve --tag digits:interop-sdk --swift-sdk own --test "$@"
}

# Through SwiftPM's own installation, and a second time, which compiles nothing.
compiles_with_swift_sdk() {
    local text
    export CHASSIS_SWIFT_SDKS=$out/swift-sdks
    rm -rf "$out/own-sdk" "$CHASSIS_SWIFT_SDKS"
    mkdir -p "$out/own-sdk" "$CHASSIS_SWIFT_SDKS"
    own_swift_sdk "$out/own-sdk" &&
        swift sdk install --swift-sdks-path "$CHASSIS_SWIFT_SDKS" "$out/own-sdk/own.artifactbundle" &&
        with_swift_sdk --output "oci:$out/sdk" &&
        text=$(with_swift_sdk --dry-run --progress plain 2>&1)
    local status=$?
    unset CHASSIS_SWIFT_SDKS
    [ $status = 0 ] || return $status
    grep -q unchanged <<<"$text" || { echo "$text" && return 1; }
}

# refuses WORDS FLAG...: the build ends at once, and its error has WORDS.
refuses() {
    local words=$1 text
    shift
    mkdir -p "$out/no-swift-sdks"
    if text=$(CHASSIS_SWIFT_SDKS=$out/no-swift-sdks "$tool" Examples/DigitsClassifier --interface kserve --dry-run "$@" \
        2>&1); then echo "it was built" && return 1; fi
    grep -qF "$words" <<<"$text" || { echo "$text" && return 1; }
}

check_images() {
    local other=arm64
    [ "$(uname -m)" != aarch64 ] || other=amd64
    check "the same digest on one core, with another umask, folder, time zone and locale" same_everywhere
    check "source files of a model come and go" files_come_and_go
    check "a platform without a Swift SDK is refused, with the way to get one" \
        refuses "static-linux-getting-started" --platform "linux/$other"
    check "a Swift SDK that is not installed is refused" refuses "no Swift SDK nothing" --swift-sdk nothing
    check "a Swift SDK around the toolchain: SwiftPM installs it, and model and server are compiled with it" \
        compiles_with_swift_sdk
    if ! pkg-config --exists openblas; then skip "OpenBLAS" "libopenblas-dev is not installed" && return; fi
    check "OpenBLAS: linked statically" links_statically
    check "OpenBLAS: shared libraries on scratch" links_shared_libraries
}

# The image with shared libraries under podman: it becomes ready.
check_shared_libraries_run() {
    local status=0
    [ -s "$out/blas-shared.tar" ] || return 0
    interface=kserve
    serve_with_podman "$out/blas-shared.tar" || status=$?
    case $status in
    0) check "OpenBLAS: podman runs it, and it answers" curl -sf "http://127.0.0.1:$server_port/v1/models/digits-blas" ;;
    1) skip "OpenBLAS: podman runs it" "$why_not" ;;
    *) fail "OpenBLAS: podman runs it: $why_not" ;;
    esac
    clean_up_server || true
}
