import Foundation

/// A directory of its own for one test, with a space in its name; removed at the end.
final class TestDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "leeway test " + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// Empty where there is no such file.
  func text(_ name: String) -> String {
    guard let data = FileManager.default.contents(atPath: file(name)) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

  func lines(_ name: String) -> [Substring] { text(name).split(separator: "\n") }

  func json(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: data(name)) as? [String: Any] ?? [:]
  }

  /// Makes the directories on the way.
  func write(_ name: String, _ text: String, isExecutable: Bool = false) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    if isExecutable {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file(name))
    }
  }

  /// Names of the files in a folder, sorted.
  func list(_ name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: file(name))) ?? []).sorted()
  }

  func copy(from other: TestDirectory) throws {
    for name in other.list(".") { try FileManager.default.copyItem(atPath: other.file(name), toPath: file(name)) }
  }
}
