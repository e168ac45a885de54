#!/usr/bin/env bash
# Reads the import lines of every Swift file in Sources and Runtime and compares them with scripts/import-layers.txt.
#
#   check-imports.sh               prints file:line: what, for each import that is not allowed; exit 1 if there is one
#   check-imports.sh --self-test   the same on a small tree with planted violations, each of which must be found
#
# The compiler's own check accepts an import that is reachable through another module, hence this one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# check_tree ROOT LAYERS
check_tree() {
    local files file
    cd "$1"
    mapfile -t files < <(find Sources Runtime -name Generated -prune -o -name '*.swift' -print | sort)
    [ "${#files[@]}" -gt 0 ] || { echo "error: there is no Swift file in Sources and Runtime" >&2 && return 1; }
    for file in "${files[@]}"; do
        awk -v layers="$2" -v file="$file" -f "$here/check-imports.awk" "$file"
    done | awk '{ print } END { exit NR > 0 }'
}

# plant FILE: writes a Swift file, from stdin, into the tree of the self-test.
plant() {
    mkdir -p "$tree/$(dirname "$1")"
    cat >"$tree/$1"
}

plant_tree() {
    plant layers.txt <<-'END'
		# Two modules and what every one may import.
		*: FoundationEssentials Glibc
		Top: Bottom
		Bottom: CLibrary
	END
    plant Sources/Top/Allowed.swift <<-'END'
		#if canImport(FoundationEssentials)
		    public import FoundationEssentials
		#else
		    public import Foundation
		#endif
		@preconcurrency import struct Bottom.Value
		// import CLibrary
		let text = """
		    import CLibrary
		    """
		/*
		import CLibrary
		*/
	END
    plant Sources/Top/ThroughAnother.swift <<-'END'
		@_implementationOnly internal import CLibrary
	END
    plant Sources/Top/Inner/Generated/Made.swift <<-'END'
		import CLibrary
	END
    plant Sources/Bottom/Upward.swift <<-'END'
		#if canImport(FoundationEssentials)
		    import Foundation
		#endif
		public import class Top.Thing
	END
    plant Sources/Bottom/FullFoundation.swift <<-'END'
		#if canImport(Glibc)
		#else
		import Foundation
		#endif
	END
    plant Runtime/Unknown/File.swift <<-'END'
		import Glibc
	END
}

self_test() {
    tree=$(mktemp -d)
    trap 'rm -rf "$tree"' EXIT
    plant_tree
    local found expected
    found=$(check_tree "$tree" "$tree/layers.txt" | cut -d ' ' -f 1) || true
    expected="Runtime/Unknown/File.swift:1:
Sources/Bottom/FullFoundation.swift:3:
Sources/Bottom/Upward.swift:2:
Sources/Bottom/Upward.swift:4:
Sources/Top/ThroughAnother.swift:1:"
    if [ "$found" != "$expected" ]; then
        echo "error: the planted violations (<) are not those that were found (>)" >&2
        diff <(echo "$expected") <(echo "$found") >&2
        exit 1
    fi
}

case $#:${1:-} in
0:) check_tree "$here/.." "$here/import-layers.txt" ;;
1:--self-test) self_test ;;
*)
    echo "usage: $0 [--self-test]" >&2
    exit 64
    ;;
esac
