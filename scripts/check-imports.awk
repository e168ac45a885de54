# Prints the imports of one Swift file that the table of layers does not allow. Called by check-imports.sh with
# -v layers=TABLE -v file=PATH, where PATH is Sources/MODULE/… or Runtime/MODULE/….

BEGIN {
    split(file, parts, "/")
    module = parts[2]
    while ((getline line < layers) > 0) {
        if (line ~ /^#/ || line !~ /:/) continue
        name = substr(line, 1, index(line, ":") - 1)
        known[name] = 1
        count = split(substr(line, index(line, ":") + 1), names, " ")
        for (i = 1; i <= count; i++) allowed[name, names[i]] = 1
        rule[name] = count ? substr(line, index(line, ":") + 2) : "no other module"
    }
    if (!(module in known)) print file ":1: the module " module " has no line in import-layers.txt"
}

# A text of several lines can hold import lines that are not this file's.
{ quotes = gsub(/"""/, "\"\"\"") }
in_text { if (quotes % 2) in_text = 0; next }
in_comment { if (/\*\//) in_comment = 0; next }
/^[ \t]*\/\// { next }
/^[ \t]*\/\*/ { if (!/\*\//) in_comment = 1; next }
quotes % 2 { in_text = 1; next }

# `without` at a depth: inside the #else of a #if canImport(FoundationEssentials).
/^[ \t]*#if / { depth++; essentials[depth] = /canImport\(FoundationEssentials\)/; without[depth] = 0 }
/^[ \t]*#elseif / { essentials[depth] = 0; without[depth] = 0 }
/^[ \t]*#else/ && !/^[ \t]*#elseif/ { without[depth] = essentials[depth] }
/^[ \t]*#endif/ { depth-- }

{
    statement = $0
    sub(/^[ \t]+/, "", statement)
    while (sub(/^@[A-Za-z_]+(\([A-Za-z_]+\))?[ \t]+/, "", statement)) {}
    sub(/^(public|package|internal|fileprivate|private)[ \t]+/, "", statement)
    while (sub(/^@[A-Za-z_]+(\([A-Za-z_]+\))?[ \t]+/, "", statement)) {}
    if (!sub(/^import[ \t]+/, "", statement)) next
    sub(/^(typealias|struct|class|enum|protocol|let|var|func)[ \t]+/, "", statement)
    match(statement, /^[A-Za-z_0-9]+/)
    imported = substr(statement, 1, RLENGTH)

    if (imported == "Foundation") {
        for (level = 1; level <= depth; level++) if (without[level]) next
        print file ":" FNR ": imports full Foundation outside the #else of #if canImport(FoundationEssentials)"
    } else if ((module in known) && !((module, imported) in allowed) && !(("*", imported) in allowed)) {
        print file ":" FNR ": " module " imports " imported "; import-layers.txt allows it " rule[module]
    }
}
