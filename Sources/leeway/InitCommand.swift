import ArgumentParser
import Configuration
import Foundation
import Ingest
import Records

/// `leeway init`: a configuration to start from, inferred from a sample of the logs.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Infer a configuration and starter rules from a sample of the logs.",
    discussion: """
      Reads the first lines of the logs, recognises the fields by name, type and value, and writes a commented \
      leeway.yaml and AlertRules/starter.yaml that run as they are. Files that exist are left alone unless --force \
      is given. Logs may be compressed (.gz, .zst); labels may be CSV with a header.

      Exit codes: 0 fine, 2 usage, or logs that nothing can be told from, 3 a file could not be written.
      """)

  @Argument(help: ArgumentHelp("Prediction logs (JSONL), or a quoted glob.", valueName: "log"))
  var logs: [String]

  @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Label logs (JSONL or CSV).", valueName: "log"))
  var labels: [String] = []

  @Option(name: .long, help: ArgumentHelp("Where to write the files.", valueName: "dir"))
  var out = "."

  @Option(name: .long, help: "The model's name; the name of the directory if not given.")
  var model: String?

  @Flag(name: .long, help: "Overwrite files that exist.")
  var force = false

  func run() throws {
    let paths = ConfigurationPaths(file: URL(fileURLWithPath: out).standardizedFileURL.path + "/leeway.yaml")
    let rules = paths.absolute("AlertRules/starter.yaml")
    let existing = [paths.file, rules].filter { FileManager.default.fileExists(atPath: $0) }
    guard force || existing.isEmpty else {
      throw failure("already there: \(existing.joined(separator: ", ")); --force overwrites", code: 2)
    }
    let text = try inferred(paths)
    do {
      let directory = URL(fileURLWithPath: rules).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try Data(text.configuration.utf8).write(to: URL(fileURLWithPath: paths.file), options: .atomic)
      try Data(text.rules.utf8).write(to: URL(fileURLWithPath: rules), options: .atomic)
    } catch {
      throw failure("cannot write to \(paths.directory): \(error.localizedDescription)", code: 3)
    }
    print("wrote \(paths.file)\nwrote \(rules)")
    print("next: leeway baseline --config \(paths.file) --reference FILE…, then leeway watch --config \(paths.file)")
  }

  private func inferred(_ paths: ConfigurationPaths) throws -> InferredConfiguration {
    let sampled: (predictions: SampledFields, labels: SampledFields?)
    let labelFormat: LabelFormat?
    do {
      sampled.predictions = try SampledFields(files: files(logs), format: .jsonLines)
      labelFormat = try files(labels).first.flatMap { path in
        let format = try FieldSampler.labelFormat(ofFileAt: path)
        return format == LabelFormat(path: path) ? nil : format
      }
      sampled.labels = labels.isEmpty ? nil : try SampledFields(files: files(labels), format: labelFormat)
    } catch {
      throw failure("cannot read the logs: \(error)", code: 2)
    }
    let directoryName = URL(fileURLWithPath: paths.directory).lastPathComponent
    do {
      return try inferConfiguration(
        from: sampled.predictions, labels: sampled.labels,
        model: model ?? (directoryName == "/" ? "model" : directoryName),
        predictionPaths: logs.map(paths.configured), labelPaths: labels.map(paths.configured),
        labelFormat: labelFormat)
    } catch {
      throw failure(error.text, code: 2)
    }
  }

  /// A quoted glob goes into the configuration as it is; what it matches now is the sample.
  private func files(_ patterns: [String]) -> [String] {
    patterns.flatMap { pattern in
      let matches = FilePattern(pattern).matches()
      return matches.isEmpty ? [pattern] : matches
    }
  }

  private func failure(_ message: String, code: Int32) -> ExitCode {
    StandardError.write("leeway init: \(message)\n")
    return ExitCode(code)
  }
}
