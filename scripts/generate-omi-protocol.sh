#!/bin/sh
# Makes Runtime/OMIProtocol/Generated, the messages, and Tests/OMIStubs/Generated, a client by grpc-swift for the tests,
# from the proto files in Runtime/OMIProtocol/Protos.
#
#   generate-omi-protocol.sh                  generate, and record the checksums of what went in and came out
#   generate-omi-protocol.sh --check          compare files and generator versions with the record; a moment, no compiler
#   generate-omi-protocol.sh --check --full   generate into a temporary folder and compare every byte
#
# Generating needs protoc (Debian: protobuf-compiler) and builds the two plugins from the versions in Package.resolved,
# about a CPU-minute the first time. They are built in .build, or in the folder that SCRATCH_PATH names.
set -eu
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
module=$root/Runtime/OMIProtocol
stubs=$root/Tests/OMIStubs
protos="chassis/protos/v1/model.proto grpc/health/v1/health.proto grpc/reflection/v1/reflection.proto"
record=Protos/generated.sha256
scratch=${SCRATCH_PATH:-$root/.build}

usage() {
    echo "usage: $0 [--check [--full]]" >&2
    exit 64
}

# The version of a package as Package.resolved pins it.
pinned() {
    sed -n "/\"identity\" : \"$1\"/,/\"version\"/s/.*\"version\" : \"\(.*\)\".*/\1/p" "$root/Package.resolved"
}

# The generators, which decide the bytes beside the proto files. Protoc itself only parses.
generators() {
    echo "# swift-protobuf $(pinned swift-protobuf)"
    echo "# grpc-swift-protobuf $(pinned grpc-swift-protobuf)"
}

# Generates messages into the folder $1 and stubs into the folder $2.
generate() {
    command -v protoc >/dev/null || {
        echo "error: protoc is not installed; try: apt-get install protobuf-compiler" >&2
        exit 1
    }
    for plugin in protoc-gen-swift protoc-gen-grpc-swift-2; do
        swift build --package-path "$root" --scratch-path "$scratch" --product "$plugin" >&2
    done
    bin=$(swift build --package-path "$root" --scratch-path "$scratch" --show-bin-path)

    cd "$module/Protos"
    # shellcheck disable=SC2086 # a list of names without spaces
    protoc --proto_path=. \
        --plugin="$bin/protoc-gen-swift" \
        --swift_opt=Visibility=Public --swift_opt=UseAccessLevelOnImports=true --swift_opt=FileNaming=DropPath \
        --swift_out="$1" \
        --plugin="$bin/protoc-gen-grpc-swift-2" \
        --grpc-swift-2_opt=Visibility=Public,UseAccessLevelOnImports=true,FileNaming=DropPath \
        --grpc-swift-2_opt=Server=false,ExtraModuleImports=OMIProtocol \
        --grpc-swift-2_out="$2" \
        $protos
    descriptors "$1"
}

# Writes the descriptors that reflection serves into the folder $1. The v1alpha version of reflection is v1 with
# another package, so its file is made here; it has no Swift of its own.
descriptors() {
    work=$(mktemp -d)
    cp -r "$module/Protos/." "$work"
    mkdir -p "$work/grpc/reflection/v1alpha"
    sed 's/^package grpc\.reflection\.v1;/package grpc.reflection.v1alpha;/' \
        "$work/grpc/reflection/v1/reflection.proto" >"$work/grpc/reflection/v1alpha/reflection.proto"
    # shellcheck disable=SC2086
    (cd "$work" && protoc --proto_path=. --include_imports --descriptor_set_out=set \
        $protos grpc/reflection/v1alpha/reflection.proto)
    {
        echo "// DO NOT EDIT: made by scripts/generate-omi-protocol.sh from the files in Protos."
        echo
        echo "/// The proto files of every service in this module, for server reflection."
        echo "public enum OMIDescriptorSet {"
        echo "    /// A serialized \`google.protobuf.FileDescriptorSet\` in base64."
        echo '    public static let base64 = """'
        base64 -w 100 "$work/set" | sed 's/^/        /; $!s/$/\\/'
        echo '        """'
        echo "}"
    } >"$1/DescriptorSet.swift"
    rm -r "$work"
}

# Prints the checksum of each proto file and of each generated file.
checksums() {
    (cd "$module" && find Protos -name '*.proto' | sort | xargs sha256sum && find Generated -type f | sort | xargs sha256sum)
    (cd "$stubs" && find Generated -type f | sort | xargs sha256sum | sed 's|  |  Stubs/|')
}

# Fails, naming the files that differ, unless each is as it was when the code was generated. Another version of a
# generator is only noted: it need not give other bytes, and --full tells.
check_record() {
    recorded=$(mktemp)
    trap 'rm -f "$recorded"' EXIT
    grep -v '^#' "$module/$record" >"$recorded"
    checksums | diff "$recorded" - >&2 || {
        echo "error: the files above (< recorded, > found) are not as Runtime/OMIProtocol/$record says" >&2
        echo "  try: scripts/generate-omi-protocol.sh" >&2
        exit 1
    }
    if [ -f "$root/Package.resolved" ]; then
        generators | while read -r line; do
            grep -qxF "$line" "$module/$record" ||
                echo "note: the package now resolves${line#\#}; generated with another version" >&2
        done
    fi
}

check_full() {
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh" "$recorded"' EXIT
    mkdir "$fresh/Generated" "$fresh/Stubs"
    generate "$fresh/Generated" "$fresh/Stubs"
    { diff -r -u "$module/Generated" "$fresh/Generated" && diff -r -u "$stubs/Generated" "$fresh/Stubs"; } >&2 || {
        echo "error: the generated code is not what the proto files give" >&2
        echo "  try: scripts/generate-omi-protocol.sh" >&2
        exit 1
    }
}

case "$#:$*" in
0:)
    rm -rf "$module/Generated" "$stubs/Generated"
    mkdir -p "$module/Generated" "$stubs/Generated"
    generate "$module/Generated" "$stubs/Generated"
    { generators && checksums; } >"$module/$record"
    ;;
1:--check) check_record ;;
"2:--check --full")
    check_record
    check_full
    ;;
*) usage ;;
esac
