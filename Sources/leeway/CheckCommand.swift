import ArgumentParser
import Configuration
import Ingest
import Records

/// `leeway check`: every mistake in configuration and rules, at once.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report every mistake in configuration and rules, at once.",
    discussion: """
      Reads leeway.yaml and its rules, and compares the configured field paths with the first lines of the logs. \
      Each finding names the file, the line, the column and the nearest valid name.

      Exit codes: 0 nothing wrong (warnings aside), 2 errors.
      """)

  @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
  var config = "leeway.yaml"

  func run() throws {
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(file: config, into: diagnostics)
    if let inputs = draft.inputs {
      let predictions = sample(inputs.predictions, .jsonLines, of: "prediction log", in: draft, into: diagnostics)
      let labels = sample(inputs.labels, draft.labels.format, of: "label log", in: draft, into: diagnostics)
      for finding in draft.unmatchedPaths(predictions: predictions, labels: labels) { diagnostics.add(finding) }
    }
    _ = CheckedDashboard(draft.dashboard, into: diagnostics)
    diagnostics.printToStandardError()
    print("\(config): \(verdict(diagnostics, draft.configuration))")
    if diagnostics.hasErrors { throw ExitCode(2) }
  }

  /// The fields of the first lines of the logs; `nil` where there is nothing to read yet, which is a warning. What comes
  /// through a pipe is left alone.
  private func sample(
    _ globs: [String], _ format: LabelFormat?, of log: String, in draft: ConfigurationDraft,
    into diagnostics: Diagnostics
  ) -> SampledFields? {
    let location = SourceLocation(file: config)
    let globs = globs.filter { $0 != InputFiles.standardInput }
    let found = globs.flatMap { draft.paths.files(matching: $0).map(\.path) }
    guard !found.isEmpty else {
      for glob in globs {
        diagnostics.warning(
          "the \(log) '\(glob)' matches no file yet", at: location,
          remedy: "field paths are checked once there is one")
      }
      return nil
    }
    let files = found.filter(FieldSampler.isOnDisk)
    guard !files.isEmpty else { return nil }
    do {
      let sample = try SampledFields(files: files, format: format)
      if sample.lineCount == 0 {
        diagnostics.warning(
          "the \(log) holds nothing that can be read", at: location,
          remedy: "field paths are checked once there is a line")
      }
      return sample
    } catch {
      diagnostics.error("cannot read the \(log): \(error)", at: location)
      return nil
    }
  }

  private func verdict(_ diagnostics: Diagnostics, _ configuration: WatchConfiguration?) -> String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    let warnings = diagnostics.warningCount == 0 ? "" : ", " + counted(diagnostics.warningCount, "warning")
    guard let configuration, !diagnostics.hasErrors else {
      return counted(diagnostics.errorCount, "error") + warnings
    }
    let contents = [
      counted(configuration.schema.features.count, "feature"),
      counted(configuration.schema.dimensions.count, "dimension"), counted(configuration.rules.count, "rule"),
      counted(configuration.actions.count, "action"),
    ]
    return "fine (\(contents.joined(separator: ", ")))\(warnings)"
  }
}

extension Diagnostics {
  /// Prints all findings, one a line, in the order of the files.
  func printToStandardError() {
    let text = sorted.map { $0.text + "\n" }.joined()
    StandardError.write(text)
  }
}
