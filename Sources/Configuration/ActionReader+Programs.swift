import Alerting
import Foundation
import Notation
import Readings

/// Actions that run a program.
extension ActionReader {
  private static let keys = [
    "type", "argv", "working_directory", "timeout", "cooldown", "max_per_day", "only_if_still", "approval",
  ]

  func program(_ value: YAMLValue, purpose: Action.Exec.Purpose) -> Action.Exec? {
    let grouped = YAMLValue.Refusal(
      reason: "is for messages; a program runs for each alert by itself", remedy: "remove it")
    guard let mapping = value.mapping(keys: Self.keys, refused: ["group": grouped]) else { return nil }
    let guards = Guards(purpose)
    let timeout = mapping.timeSpan("timeout", in: .init(seconds: 1)...(.days(1))) ?? .minutes(1)
    let cooldown = mapping.timeSpan("cooldown", in: .zero...(.days(3650))) ?? guards.cooldown
    let maxPerDay = mapping.int("max_per_day", in: 1...1_000_000) ?? guards.maxPerDay
    let onlyIfStill = onlyIfStill(mapping, purpose: purpose, default: guards.onlyIfStill)
    let approval = approval(mapping, default: guards.approvalExpires)
    let directory = workingDirectory(mapping)
    guard let argv = argv(mapping) else { return nil }
    if purpose == .exec, onlyIfStill == nil, argv[0].source.lowercased().contains("rollback") {
      value.warning(
        "'\(value.name)' looks like a rollback, but has no 'only_if_still'",
        remedy: "type: rollback has the guards of one; or give only_if_still: red")
    }
    return Action.Exec(
      purpose: purpose, argv: argv, workingDirectory: directory, timeout: timeout, cooldown: cooldown,
      maxPerDay: maxPerDay, onlyIfStill: onlyIfStill, approvalExpires: approval)
  }

  // MARK: Guards

  /// What holds where the action says nothing else.
  private struct Guards {
    var cooldown = TimeSpan.zero
    var maxPerDay: Int?
    var onlyIfStill: Level?
    var approvalExpires: TimeSpan?

    init(_ purpose: Action.Exec.Purpose) {
      switch purpose {
      case .exec: break
      case .retrain:
        cooldown = .hours(24)
        maxPerDay = 1
      case .rollback:
        cooldown = .hours(6)
        maxPerDay = 2
        onlyIfStill = .red
        approvalExpires = Self.standardApproval
      }
    }

    static let standardApproval = TimeSpan.minutes(30)
  }

  private func onlyIfStill(
    _ mapping: YAMLMapping, purpose: Action.Exec.Purpose, default standard: Level?
  ) -> Level? {
    guard let value = mapping.value("only_if_still") else { return standard }
    guard let choice = value.choice(["yellow", "red", "none"]) else { return nil }
    if choice == "none", purpose == .rollback {
      value.warning(
        "the rollback may run when its alert is over already",
        remedy: "only_if_still: red asks again right before the run")
    }
    return Level(rawValue: choice)
  }

  /// How long a run waits for approval; `nil` if it needs none.
  private func approval(_ mapping: YAMLMapping, default standard: TimeSpan?) -> TimeSpan? {
    guard let value = mapping.value("approval") else { return standard }
    guard let section = value.mapping(keys: ["required", "expires"], example: "{required: true, expires: 30m}") else {
      return standard
    }
    let isRequired = section.bool("required") ?? true
    let expires = section.timeSpan("expires", in: .minutes(1)...(.days(30)))
    guard isRequired else {
      if let place = section.value("expires") {
        place.warning("'\(place.name)' has no effect where no approval is required", remedy: "remove it")
      }
      return nil
    }
    return expires ?? standard ?? Guards.standardApproval
  }

  // MARK: What is run

  private func workingDirectory(_ mapping: YAMLMapping) -> String? {
    guard let value = mapping.value("working_directory"), let text = value.string(example: "scripts") else {
      return nil
    }
    let path = paths.absolute(text)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
      value.error("there is no directory '\(text)' (\(path))", remedy: "the path is relative to the configuration file")
      return nil
    }
    return path
  }

  private func argv(_ mapping: YAMLMapping) -> [Template]? {
    let example = "[./rollback.sh, \"{{model_version}}\"]"
    guard let argv = mapping.required("argv", example: example), let words = argv.list(example: example) else {
      return nil
    }
    guard let first = words.first else {
      argv.error("'\(argv.name)' is empty", remedy: "for example \(example)")
      return nil
    }
    let program = program(first)
    let arguments = words.dropFirst().map { word in
      // An empty argument is an argument.
      word.scalarText == "" ? try? Template("") : TemplateReader.template(word, example: "\"{{model_version}}\"")
    }
    guard let program, !arguments.contains(where: { $0 == nil }) else { return nil }
    return [program] + arguments.compactMap { $0 }
  }

  /// The program with its absolute path. A name without a slash is looked for in the search path.
  private func program(_ value: YAMLValue) -> Template? {
    guard let text = value.string(example: "./rollback.sh") else { return nil }
    guard !text.contains("{{") else {
      value.error("the program cannot be filled in from the alert", remedy: "only its arguments can")
      return nil
    }
    let path: String
    if text.contains("/") {
      path = paths.absolute(text)
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else {
        value.error("there is no program '\(text)' (\(path))", remedy: "the path is relative to the configuration file")
        return nil
      }
      guard FileManager.default.isExecutableFile(atPath: path) else {
        value.error("'\(text)' is not executable", remedy: "chmod +x \(path)")
        return nil
      }
    } else {
      let directories = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
      let found = directories.lazy.map { "\($0)/\(text)" }.first { candidate in
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory) && !isDirectory.boolValue
          && FileManager.default.isExecutableFile(atPath: candidate)
      }
      guard let found else {
        value.error("there is no program '\(text)' in the search path", remedy: "for one of your own write ./\(text)")
        return nil
      }
      path = found
    }
    guard let template = try? Template(path) else {
      value.error("the path \(path) cannot be used", remedy: "move it to a path without {{")
      return nil
    }
    return template
  }
}
