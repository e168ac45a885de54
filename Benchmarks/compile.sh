#!/usr/bin/env bash
# How long a person waits from a model to its image, beside a plain release build of a small Hummingbird server.
#
#   BENCH_ROUNDS=3     how often each short step is taken; the median counts
#   BENCH_INTERFACES   which interfaces, "kserve omi"
#
# Everything is made below .build/bench, with a cache of its own. Both sides are measured in one run, because machines
# differ and are noisy: the ratios are what is claimed. Prints a table as Markdown.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${BENCH_ROUNDS:-3}
read -r -a interfaces <<<"${BENCH_INTERFACES:-kserve omi}"
root=$PWD
work=$root/.build/bench
tool=$(swift build -c release --show-bin-path)/chassis-build
rows=()

swift build -c release --product chassis-build
rm -rf "$work"
mkdir -p "$work"
export CHASSIS_CACHE=$work/cache

# seconds COMMAND...: runs it, its output kept in log, and leaves the seconds in $took.
seconds() {
    local start end
    start=$(date +%s.%N)
    "$@" >"$work/log" 2>&1 </dev/null || { cat "$work/log" >&2 && exit 1; }
    end=$(date +%s.%N)
    took=$(awk -v a="$start" -v b="$end" 'BEGIN { printf "%.2f", b - a }')
}

# median COMMAND...: the middle of $rounds times, each after `prepare_round`.
median() {
    local times=()
    for round in $(seq "$rounds"); do
        prepare_round "$round"
        seconds "$@"
        times+=("$took")
    done
    took=$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$(((rounds + 1) / 2))p")
}

# row WHAT HUMMINGBIRD_SECONDS: the last measurement, beside the peer's.
row() {
    rows+=("| $1 | $took s | $(awk -v a="$2" -v b="$took" 'BEGIN { printf "%.1f", a / b }') × |")
    echo "${rows[-1]}" >&2
}

# A model of its own for every round of "new project": the example under another path.
model() {
    rm -rf "$work/$1"
    mkdir -p "$work/$1"
    cp -R Examples/DigitsClassifier/{Package.swift,Sources,models,chassis.yaml,samples} "$work/$1"
    sed -i "s#path: \"../..\"#path: \"$root\"#" "$work/$1/Package.swift"
}

image() { "$tool" "$work/$1" --interface "$2" --output "oci:$work/image-$2" --metadata-file "$work/metadata-$2.json"; }

hummingbird() {
    mkdir -p "$work/hello/Sources/Hello"
    cat >"$work/hello/Package.swift" <<-'END'
		// swift-tools-version: 6.2
		import PackageDescription

		let package = Package(
		    name: "hello",
		    dependencies: [
		        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: [])
		    ],
		    targets: [
		        .executableTarget(
		            name: "Hello", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
		    ])
	END
    greeting hello
}

greeting() {
    cat >"$work/hello/Sources/Hello/Hello.swift" <<-END
		import Hummingbird

		@main struct Hello {
		    static func main() async throws {
		        let router = Router()
		        router.get("/") { _, _ in "$1" }
		        try await Application(router: router).runService()
		    }
		}
	END
}

build_hummingbird() { swift build -c release --package-path "$work/hello" --static-swift-stdlib; }

prepare_round() { :; }
hummingbird
# What is fetched from the network is fetched before either side is timed.
swift package --package-path "$work/hello" resolve >/dev/null 2>&1
seconds build_hummingbird
peer_cold=$took
prepare_round() { greeting "hello $1"; }
median build_hummingbird
peer_edit=$took
prepare_round() { :; }
median build_hummingbird
peer_same=$took

for interface in "${interfaces[@]}"; do
    seconds "$tool" runtime prepare "$root" --interface "$interface"
    row "$interface: compile the server, once per machine" "$peer_cold"
    "$tool" runtime export "$root" --interface "$interface" --output "$work/$interface-runtime.tar" 2>/dev/null >&2
    prepare_round() { model "new-$1"; }
    new_project() { image "new-$round" "$interface"; }
    median new_project
    row "$interface: new model project → image" "$peer_cold"
    prepare_round() { sed -i "s/summary: \"[^\"]*\"/summary: \"Round $1.\"/" "$work/new-1/Sources/DigitsClassifier/DigitsClassifier.swift"; }
    median image new-1 "$interface"
    row "$interface: edit → image" "$peer_edit"
    cp "$work/metadata-$interface.json" "$work/edit-$interface.json"
    prepare_round() { :; }
    median image new-1 "$interface"
    row "$interface: nothing changed → image" "$peer_same"
    model fetched
    imported() {
        "$tool" runtime import "$work/$interface-runtime.tar" && image fetched "$interface"
    }
    CHASSIS_CACHE=$work/other-cache-$interface seconds imported
    row "$interface: fresh machine, runtime from a file → image" "$peer_cold"
done

cat <<END
$(nproc) processors, $(swift --version 2>/dev/null | sed -n 's/.*(\(swift-[^)]*\)).*/\1/p' | head -n 1), median of $rounds. Peer: \`swift build -c release\` of a Hummingbird hello world in the same run:
$peer_cold s cold, $peer_edit s after an edit, $peer_same s with nothing changed.

| step | time | times faster than the peer |
|---|---|---|
$(printf '%s\n' "${rows[@]}")

END
for interface in "${interfaces[@]}"; do
    echo "$interface, steps of the last edit, from --metadata-file:" \
        "$(grep -o '"name":"[a-z]*","seconds":[0-9.]*' "$work/edit-$interface.json" | sed 's/"name":"\([a-z]*\)","seconds":\(.*\)/\1 \2 s/' | paste -sd, | sed 's/,/, /g');" \
        "executable $(grep -o '"executableSize":[0-9]*' "$work/edit-$interface.json" | cut -d: -f2) B," \
        "layers $(grep -o '"size":[0-9]*}\],"chassis.steps"' "$work/edit-$interface.json" | grep -o '[0-9]*' | head -n 1) B"
done
