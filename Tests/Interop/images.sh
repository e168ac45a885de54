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

check_images() {
    check "the same digest on one core, with another umask, folder, time zone and locale" same_everywhere
    check "source files of a model come and go" files_come_and_go
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
