import ArgumentParser
import Configuration
import Engine

/// `leeway baseline`: the profile of a reference log, which everything later is compared with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Write the baseline profile from a reference log and its labels.",
    discussion: """
      Reads the reference log (typically the test set or the first good weeks in production) and, with --labels, its \
      ground truth, and writes the profile to the path that the configuration names under 'baseline'. Without \
      --reference the files of the configuration's 'reference' section are read.

      Exit codes: 0 fine, 2 usage or configuration, 3 a file cannot be read or written.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Reference logs.", valueName: "file"))
  var reference: [String] = []

  @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Labels of the reference.", valueName: "file"))
  var labels: [String] = []

  @Option(name: .long, help: ArgumentHelp("Write the profile here instead.", valueName: "file"))
  var out: String?

  func run() throws {
    let configuration = try options.load()
    let files = try referenceFiles(configuration)
    let outcome = try BaselineRun(configuration: configuration).run(
      predictions: files.predictions, labels: files.labels)
    let path = out ?? configuration.baseline
    try outcome.file.write(to: path)

    let file = outcome.file
    print("\(path): \(grouped(file.rows)) rows, \(grouped(file.labelled)) labelled, \(file.from) to \(file.to)")
    let cells = file.baseline.cells.count
    print("\(file.baseline.columns.features.count) features; \(cells) of the cells have a profile of their own")
    let figures = file.figures.map { "\($0.name) \(shortFigure($0.value))" }
    print("\(configuration.schema.task.text)\(figures.isEmpty ? "" : ": ")\(figures.joined(separator: ", "))")
    if file.labelled == 0, configuration.labelSchema != nil {
      warn("no labels were joined: thresholds such as 'baseline - 3%' have nothing to go by; give --labels")
    }
    if outcome.unmatchedLabels > 0 { warn("\(grouped(outcome.unmatchedLabels)) labels belong to no reference row") }
    for (reason, count) in outcome.bad.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      warn("\(grouped(count)) bad lines: \(reason.rawValue)")
    }
    for letter in outcome.deadLetters {
      let field = letter.defect.field.map { " (\($0))" } ?? ""
      warn(
        "  \(letter.path) at byte \(letter.offset): \(letter.defect.reason.rawValue)\(field): \(letter.head.prefix(80))"
      )
    }
  }

  private func referenceFiles(_ configuration: WatchConfiguration) throws -> (predictions: [String], labels: [String]) {
    if !reference.isEmpty { return (reference, labels) }
    guard let configured = configuration.reference else {
      throw EngineError(.configuration, "give the reference log with --reference FILE… (and its --labels FILE…)")
    }
    func files(_ patterns: [String]) -> [String] {
      patterns.flatMap { configuration.paths.files(matching: $0).map(\.path) }
    }
    let predictions = files(configured.predictions)
    guard !predictions.isEmpty else {
      throw EngineError(
        .configuration, "no file matches \(configured.predictions.joined(separator: ", ")); check reference.predictions"
      )
    }
    return (predictions, labels.isEmpty ? files(configured.labels) : labels)
  }

  private func warn(_ message: String) {
    StandardError.write("leeway baseline: \(message)\n")
  }
}
