import Alerting
import Foundation

/// Reads where secrets and addresses stand, and makes sure that something usable is there.
///
/// The content is looked at and forgotten: no finding and no value has any of it.
struct SecretReferenceReader {
  let paths: ConfigurationPaths
  let environment: [String: String]
  /// Whether their content is looked at; without that only the reference is read.
  let isNeeded: Bool

  /// What is wrong with a content, worded to follow "the content of …"; `nil` if nothing is.
  typealias Check = (String) -> String?

  /// The keys under which the secret `name` may stand.
  static func keys(_ name: String) -> [String] { ["\(name)_file", "\(name)_env"] }

  /// What to say of a secret that stands in the rules file itself.
  static func refusal(_ name: String) -> YAMLValue.Refusal {
    YAMLValue.Refusal(
      reason: "must not stand in a rules file",
      remedy:
        "write it to a file that only the agent may read, and give '\(name)_file: PATH' or '\(name)_env: VARIABLE'")
  }

  /// The secret `name` of an action; `nil` if it is not given, or after reporting what is wrong with it.
  ///
  /// - Parameter check: of each line.
  func secret(
    _ name: String, in mapping: YAMLMapping, mayBeSeveral: Bool = false, check: @escaping Check = { _ in nil }
  ) -> Secret? {
    one(of: Self.keys(name), in: mapping).flatMap { key, value in
      reference(key, value) { content in
        let words = mayBeSeveral ? content.split(whereSeparator: \.isWhitespace).map(String.init) : [content]
        return words.lazy.compactMap { Self.problem(withLine: $0) ?? check($0) }.first
      }
    }
  }

  /// The address of an action: `url`, `url_env` or `url_file`; `nil` after reporting what is wrong.
  func address(_ mapping: YAMLMapping, example: String, check: @escaping Check = { _ in nil }) -> Address? {
    let keys = ["url"] + Self.keys("url")
    guard mapping.entries.contains(where: { keys.contains($0.key) }) else {
      _ = mapping.required("url", example: "\"\(example)\" (or url_file: PATH, url_env: VARIABLE)")
      return nil
    }
    guard let (key, value) = one(of: keys, in: mapping) else { return nil }
    guard key == "url" else {
      let whole: Check = { text in
        Self.problem(withLine: text) ?? (WebAddress(text) == nil ? "is not an http or https address" : check(text))
      }
      return reference(key, value, check: whole).map(Address.secret)
    }
    guard let text = value.string(example: "\"\(example)\"") else { return nil }
    guard let address = WebAddress(text) else {
      // What is no address may hold a password all the same.
      let shown = text.contains("@") ? "the text" : "'\(text)'"
      value.error("\(shown) is not an http or https address", remedy: "for example \"\(example)\"")
      return nil
    }
    if address.hasCredentials {
      value.error(
        "'\(value.name)' has a password in it, which must not stand in a rules file",
        remedy: "write the address to a file that only the agent may read, and give 'url_file: PATH'")
      return nil
    }
    if let problem = check(text) {
      value.error("'\(value.name)' \(problem)", remedy: "for example \"\(example)\"")
      return nil
    }
    return .literal(text)
  }

  /// The one of some keys that is given; more than one is reported.
  private func one(of keys: [String], in mapping: YAMLMapping) -> (key: String, value: YAMLValue)? {
    let given = mapping.entries.filter { keys.contains($0.key) }
    guard let first = given.first else { return nil }
    if given.count > 1 {
      let names = given.map { "'\($0.key)'" }
      first.value.error(
        "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]) are \(given.count == 2 ? "both" : "all") given",
        remedy: "keep one of them")
      return nil
    }
    return (first.key, first.value)
  }

  private func reference(_ key: String, _ value: YAMLValue, check: Check) -> Secret? {
    key.hasSuffix("_env") ? variable(value, check: check) : file(value, check: check)
  }

  // MARK: Variables

  private func variable(_ value: YAMLValue, check: Check) -> Secret? {
    guard let name = value.string(example: "HOOK_SECRET") else { return nil }
    guard Self.isVariableName(name) else {
      // It may be the secret itself.
      value.error(
        "'\(value.name)' is not the name of an environment variable",
        remedy: "give the name, not the content; for example HOOK_SECRET")
      return nil
    }
    guard isNeeded else { return .environment(name) }
    guard let content = environment[name] else {
      value.error("the environment variable \(name) is not set", remedy: "set it in the environment of leeway")
      return nil
    }
    if let problem = Self.problem(with: content, check: check) {
      value.error("the content of the environment variable \(name) \(problem)")
      return nil
    }
    return .environment(name)
  }

  private static func isVariableName(_ text: String) -> Bool {
    guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLetter(first) else { return false }
    return text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isLetter($0) || (0x30...0x39).contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  // MARK: Files

  private static let sizeLimit = 64 << 10

  private func file(_ value: YAMLValue, check: Check) -> Secret? {
    guard let text = value.string(example: "secrets/hook") else { return nil }
    let path = paths.absolute(text)
    guard isNeeded else { return .file(path) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      value.error("there is no file '\(text)' (\(path))", remedy: "the path is relative to the configuration file")
      return nil
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      value.error("'\(text)' is not a file", remedy: "name the file that holds nothing but the secret")
      return nil
    }
    guard Int(status.st_size) <= Self.sizeLimit else {
      value.error(
        "'\(text)' is larger than \(Self.sizeLimit >> 10) KiB",
        remedy: "name the file that holds nothing but the secret")
      return nil
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      value.error("'\(text)' cannot be read by this user", remedy: "give it to the user that runs leeway")
      return nil
    }
    let content = String(validating: data, as: UTF8.self)
    if let problem = content.map({ Self.problem(with: $0, check: check) }) ?? "is not text in UTF-8" {
      value.error("the content of '\(text)' \(problem)")
      return nil
    }
    if status.st_mode & 0o077 != 0 {
      value.warning(
        "'\(text)' is open to other users (mode \(String(status.st_mode & 0o777, radix: 8)))",
        remedy: "chmod 600 \(path)")
    }
    return .file(path)
  }

  private static func problem(with content: String, check: Check) -> String? {
    let text = content.trimmedWhitespace
    return text.isEmpty ? "is empty" : check(text)
  }

  private static func problem(withLine text: String) -> String? {
    if text.contains(where: \.isNewline) { return "has more than one line" }
    return text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? "has control characters" : nil
  }
}

/// An address that a request can go to.
struct WebAddress {
  let host: String
  let path: String
  /// A name or a password stands before the host.
  let hasCredentials: Bool

  /// `nil` if the text is no `http` or `https` address with a host.
  init?(_ text: String) {
    guard let components = URLComponents(string: text), ["http", "https"].contains(components.scheme?.lowercased()),
      let host = components.host, !host.isEmpty, components.url != nil
    else { return nil }
    self.host = host.lowercased()
    path = components.path
    hasCredentials = components.user != nil || components.password != nil
  }
}

extension String {
  /// Without white space at either end.
  var trimmedWhitespace: String {
    var rest = drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
