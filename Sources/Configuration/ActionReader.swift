import Alerting
import Foundation
import Readings

/// Reads the `actions` of a rules file.
struct ActionReader {
  let paths: ConfigurationPaths
  /// Where `url_env` and the search path are looked up.
  let environment: [String: String]

  private static let supported = ["webhook", "exec", "log"]
  private static let unsupported = ["slack", "pagerduty", "alertmanager"]

  /// The action declared by an entry of `actions`; `nil` after reporting what is wrong.
  func action(_ entry: YAMLMapping.Entry) -> Action? {
    let example = "{type: webhook, url: \"https://ops.example/hook\"}"
    guard let open = entry.value.freeMapping(example: example),
      let typeValue = open.required("type", example: "webhook"), let type = typeValue.string(example: "webhook")
    else { return nil }
    let kind: Action.Kind?
    switch type {
    case "webhook": kind = webhook(entry.value)
    case "exec": kind = exec(entry.value)
    case "log": kind = entry.value.mapping(keys: ["type"]).map { _ in .log }
    default:
      let listing = "supported types: \(Self.supported.joined(separator: ", "))"
      if Self.unsupported.contains(type) {
        typeValue.error("action type '\(type)' is not supported by this version", remedy: listing)
      } else {
        typeValue.error(
          "unknown action type '\(type)'", remedy: suggestion(for: type, among: Self.supported, kind: "supported types")
        )
      }
      return nil
    }
    return kind.map { Action(name: entry.key, kind: $0) }
  }

  // MARK: Webhooks

  private func webhook(_ value: YAMLValue) -> Action.Kind? {
    let mapping = value.mapping(
      keys: ["type", "url", "url_env", "headers"], unsupported: ["url_file": "use 'url_env'", "secret_file": ""])
    guard let mapping else { return nil }
    var headers: [String: String] = [:]
    for header in mapping.value("headers")?.freeMapping(example: "{X-Team: risk}")?.entries ?? [] {
      guard let text = header.value.string(example: "risk") else { continue }
      if Self.isHeaderName(header.key), !text.contains(where: \.isNewline) {
        headers[header.key] = text
      } else {
        header.value.error("'\(header.key)' is not a valid header", remedy: "for example X-Team: risk")
      }
    }
    guard let url = url(mapping) else { return nil }
    return .webhook(.init(url: url, headers: headers))
  }

  private func url(_ mapping: YAMLMapping) -> String? {
    if let value = mapping.value("url"), mapping.value("url_env") != nil {
      value.error("'url' and 'url_env' are both given", remedy: "keep one of them")
      return nil
    }
    if let value = mapping.value("url_env") {
      guard let name = value.string(example: "HOOK_URL") else { return nil }
      guard let text = environment[name], !text.isEmpty else {
        value.error("the environment variable \(name) is not set", remedy: "set it to the address of the webhook")
        return nil
      }
      return checkedURL(text, at: value, shown: "the value of \(name)")
    }
    guard let value = mapping.required("url", example: "\"https://ops.example/hook\" (or url_env: NAME)"),
      let text = value.string(example: "\"https://ops.example/hook\"")
    else { return nil }
    return checkedURL(text, at: value, shown: "'\(text)'")
  }

  private func checkedURL(_ text: String, at value: YAMLValue, shown: String) -> String? {
    guard let components = URLComponents(string: text), ["http", "https"].contains(components.scheme?.lowercased()),
      components.host?.isEmpty == false, components.url != nil
    else {
      value.error("\(shown) is not an http or https address", remedy: "for example \"https://ops.example/hook\"")
      return nil
    }
    return text
  }

  /// A token as RFC 9110 has it.
  private static func isHeaderName(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  // MARK: Programs

  private func exec(_ value: YAMLValue) -> Action.Kind? {
    let mapping = value.mapping(
      keys: ["type", "argv", "timeout", "cooldown", "max_per_day", "only_if_still"], unsupported: ["approval": ""])
    guard let mapping else { return nil }
    let timeout = mapping.timeSpan("timeout", in: .init(seconds: 1)...(.days(1))) ?? .minutes(1)
    let cooldown = mapping.timeSpan("cooldown", in: .zero...(.days(3650))) ?? .zero
    let maxPerDay = mapping.int("max_per_day", in: 1...1_000_000)
    let onlyIfStill = mapping.choice("only_if_still", ["yellow", "red"]).flatMap(Level.init(rawValue:))

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
    return .exec(
      .init(
        argv: [program] + arguments.compactMap { $0 }, timeout: timeout, cooldown: cooldown, maxPerDay: maxPerDay,
        onlyIfStill: onlyIfStill))
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
