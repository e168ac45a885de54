#!/bin/sh
# Makes Runtime/OpenInferenceProtocol/Generated, the messages and the descriptors that reflection serves, from the proto
# file in Runtime/OpenInferenceProtocol/Protos.
#
#   generate-open-inference-protocol.sh                  generate, and record the checksums of what went in and came out
#   generate-open-inference-protocol.sh --check          compare files and the generator's version with the record
#   generate-open-inference-protocol.sh --check --full   generate into a temporary folder and compare every byte
#
# Generating needs protoc (Debian: protobuf-compiler) and builds the plugin from the version in Package.resolved, in
# .build or in the folder that SCRATCH_PATH names. PROTOC_GEN_SWIFT names a plugin that is built already.
set -eu
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
module=$root/Runtime/OpenInferenceProtocol
proto=open_inference_grpc.proto
record=Protos/generated.sha256
scratch=${SCRATCH_PATH:-$root/.build}

usage() {
    echo "usage: $0 [--check [--full]]" >&2
    exit 64
}

# The generator, which decides the bytes beside the proto file. Protoc itself only parses.
generator() {
    resolved=${PACKAGE_RESOLVED:-$root/Package.resolved}
    echo "# swift-protobuf $(sed -n '/"identity" : "swift-protobuf"/,/"version"/s/.*"version" : "\(.*\)".*/\1/p' "$resolved")"
}

# Generates into the folder $1.
generate() {
    command -v protoc >/dev/null || {
        echo "error: protoc is not installed; try: apt-get install protobuf-compiler" >&2
        exit 1
    }
    plugin=${PROTOC_GEN_SWIFT:-}
    if [ -z "$plugin" ]; then
        swift build --package-path "$root" --scratch-path "$scratch" --product protoc-gen-swift >&2
        plugin=$(swift build --package-path "$root" --scratch-path "$scratch" --show-bin-path)/protoc-gen-swift
    fi
    set_file=$(mktemp)
    (cd "$module/Protos" && protoc --proto_path=. --plugin="$plugin" \
        --swift_opt=Visibility=Public --swift_opt=UseAccessLevelOnImports=true --swift_out="$1" \
        --descriptor_set_out="$set_file" "$proto")
    {
        echo "// DO NOT EDIT: made by scripts/generate-open-inference-protocol.sh from the file in Protos."
        echo
        echo "/// The proto file of the service in this module, for server reflection."
        echo "public enum OpenInferenceDescriptorSet {"
        echo "    /// A serialized \`google.protobuf.FileDescriptorSet\` in base64."
        echo '    public static let base64 = """'
        base64 -w 100 "$set_file" | sed 's/^/        /; $!s/$/\\/'
        echo '        """'
        echo "}"
    } >"$1/DescriptorSet.swift"
    rm "$set_file"
}

checksums() {
    (cd "$module" && sha256sum "Protos/$proto" && find Generated -type f | sort | xargs sha256sum)
}

# Fails, naming the files that differ, unless each is as it was when the code was generated. Another version of the
# generator is only noted: it need not give other bytes, and --full tells.
check_record() {
    recorded=$(mktemp)
    trap 'rm -f "$recorded"' EXIT
    grep -v '^#' "$module/$record" >"$recorded"
    checksums | diff "$recorded" - >&2 || {
        echo "error: the files above (< recorded, > found) are not as Runtime/OpenInferenceProtocol/$record says" >&2
        echo "  try: scripts/generate-open-inference-protocol.sh" >&2
        exit 1
    }
    if [ -f "$root/Package.resolved" ]; then
        generator | grep -qxFf - "$module/$record" ||
            echo "note: the package now resolves$(generator | sed 's/^#//'); generated with another version" >&2
    fi
}

check_full() {
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh" "$recorded"' EXIT
    generate "$fresh"
    diff -r -u "$module/Generated" "$fresh" >&2 || {
        echo "error: the generated code is not what the proto file gives" >&2
        echo "  try: scripts/generate-open-inference-protocol.sh" >&2
        exit 1
    }
}

case "$#:$*" in
0:)
    rm -rf "$module/Generated"
    mkdir -p "$module/Generated"
    generate "$module/Generated"
    { generator && checksums; } >"$module/$record"
    ;;
1:--check) check_record ;;
"2:--check --full")
    check_record
    check_full
    ;;
*) usage ;;
esac
