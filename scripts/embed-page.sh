#!/bin/sh
# Makes Runtime/ModelPage/Generated/PageSource.swift from the files in Runtime/ModelPage/Page: a server that is linked
# statically finds no resource files beside it, so the page is a text within it.
#
#   embed-page.sh           write the file
#   embed-page.sh --check   compare it with what the files give
set -eu
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
page=$root/Runtime/ModelPage/Page
made=$root/Runtime/ModelPage/Generated/PageSource.swift

# hash FILE: how a Content-Security-Policy names an inline element that holds just this.
hash() { printf 'sha256-%s' "$(openssl dgst -sha256 -binary "$1" | openssl base64 -A)"; }

# literal NAME FILE DOC
literal() {
    ! grep -n '"""#' "$2" >&2 || exit 1
    echo "    /// $3"
    echo "    static let $1 = #\"\"\""
    sed 's/^\(.\)/        \1/' "$2"
    echo '        """#'
}

embed() {
    echo "// DO NOT EDIT: made by scripts/embed-page.sh from the files in Page."
    echo
    echo "/// The page as a text, without what is filled in for a model."
    echo "enum PageSource {"
    literal html "$page/page.html" "The document, with names in double brackets where something is to be filled in."
    literal style "$trimmed/style.css" "What stands in the style element."
    literal script "$trimmed/script.js" "What stands in the script element."
    echo "    /// What stands in a Content-Security-Policy for the style element."
    echo "    static let styleHash = \"$(hash "$trimmed/style")\""
    echo "    /// What stands in a Content-Security-Policy for the script element."
    echo "    static let scriptHash = \"$(hash "$trimmed/script")\""
    echo "}"
}

# Indentation and comments are for readers of the files.
trim() { sed -e 's/^ *//' -e '/^\/\//d' -e '/^$/d' "$page/$1"; }

trimmed=$(mktemp -d)
trap 'rm -r "$trimmed"' EXIT
for file in style.css script.js; do
    trim "$file" >"$trimmed/$file"
    # A literal of several lines has no line break at its end.
    printf %s "$(cat "$trimmed/$file")" >"$trimmed/${file%.*}"
done

case "$#:$*" in
0:) embed >"$made" ;;
1:--check)
    embed | diff "$made" - >&2 || {
        echo "error: Runtime/ModelPage/Generated/PageSource.swift (<) is not what the files in Page give (>)" >&2
        echo "  try: scripts/embed-page.sh" >&2
        exit 1
    }
    ;;
*)
    echo "usage: $0 [--check]" >&2
    exit 64
    ;;
esac
