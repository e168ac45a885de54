import ArgumentParser
import TerminalUI

/// How what happens is shown on standard error.
struct ProgressFlag: ParsableArguments {
    @Option(
        name: .customLong("progress"),
        help: ArgumentHelp(
            "auto (live on a terminal, lines elsewhere), plain, json (an object a line) or quiet.", valueName: "style"),
        transform: Arguments.progress)
    var style = ProgressStyle.auto
}
