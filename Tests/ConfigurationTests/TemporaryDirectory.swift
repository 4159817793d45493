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

  /// A copy of the valid example, its script and all.
  static func validExample() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for name in ["leeway.yaml", "AlertRules/risk.yaml", "AlertRules/shared.yaml"] {
      try directory.write(text("Valid/" + name), to: name)
    }
    try directory.write("#!/bin/sh\n", to: "rollback.sh", permissions: 0o755)
    return directory
  }
}
