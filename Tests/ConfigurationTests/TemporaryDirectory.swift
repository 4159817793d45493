import Foundation

/// A directory of its own for one test, removed with the value.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("leeway-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and the directories above it; returns its path.
  @discardableResult
  func write(_ text: String, to name: String, permissions: Int = 0o644) throws -> String {
    try write(Data(text.utf8), to: name, permissions: permissions)
  }

  @discardableResult
  func write(_ data: Data, to name: String, permissions: Int = 0o644) throws -> String {
    let url = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: url.path)
    return url.path
  }
}

/// Files beside the tests.
enum Fixtures {
  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: directory + "/" + name, encoding: .utf8)
  }

  /// The YAML files of a folder, sorted.
  static func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/" + folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }

  /// A copy of the valid example, with the scripts, runbook and secrets that it names.
  static func validExample() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for name in ["leeway.yaml"] + names(in: "Valid/AlertRules").map({ "AlertRules/" + $0 }) {
      try directory.write(text("Valid/" + name), to: name)
    }
    try directory.write("#!/bin/sh\n", to: "rollback.sh", permissions: 0o755)
    try directory.write("#!/bin/sh\n", to: "jobs/retrain.sh", permissions: 0o755)
    try directory.write("# Feature drift\n", to: "runbooks/feature-drift.md")
    try writeSecrets(into: directory)
    return directory
  }

  /// What the rules of the examples find in their environment; the secrets in it have the word `hunter2`.
  static let environment = [
    "PATH": "/nowhere", "EMPTY": "", "NO_URL": "hunter2", "TWO_LINES": "hunter2\nhunter2",
    "PAGER_URL": "http://127.0.0.1:9/x", "HOOK_SECRET": "hunter2 and more", "WRONG_KEY": "whsec_hunter2!",
  ]

  /// Files to keep secrets in, sound ones and others; those that hold something have the word `hunter2`.
  static func writeSecrets(into directory: TemporaryDirectory) throws {
    for (name, text) in [
      ("hook", " whsec_aHVudGVyMg==\nhunter2 whsec_aHVudGVyMg\n"), ("pagerduty", "hunter2\n"),
      ("slack", "https://hooks.slack.com/hunter2\n"),
      ("empty", " \n"), ("lines", "hunter2\nhunter2\n"), ("no-key", "whsec_hunter2!\n"),
      ("large", String(repeating: "hunter2", count: 10_000)),
    ] {
      try directory.write(text, to: "secrets/" + name, permissions: 0o600)
    }
    try directory.write("hunter2", to: "secrets/open", permissions: 0o644)
    try directory.write(Data([0xFF, 0xFE]), to: "secrets/binary", permissions: 0o600)
  }
}
