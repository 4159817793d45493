import ArgumentParser
import Terminal

/// How a dashboard looks.
struct DisplayOptions: ParsableArguments {
  @Flag(name: .long, help: "Draw with ASCII characters only.")
  var ascii = false

  var terminal: TerminalOptions { TerminalOptions(forcesASCII: ascii) }
}
