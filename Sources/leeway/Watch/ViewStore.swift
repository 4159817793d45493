import Dashboard
import Foundation

/// Keeps the view of a dashboard from one start to the next: a small file for each configuration, in the directory that
/// the XDG base directory specification has for such things. A view that cannot be kept is no reason to complain.
struct ViewStore {
  private let path: String

  /// - Parameter configuration: the configuration file, absolute.
  init(configuration: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
    let home = environment["HOME"] ?? NSHomeDirectory()
    let given = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    path = (given ?? home + "/.local/state") + "/leeway/view-" + Self.name(configuration)
  }

  /// Bytes of a view, at most; anything longer is none of ours.
  private static let limit = 1 << 18

  func load() -> SavedView? {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: Self.limit + 1),
      data.count <= Self.limit, let text = String(data: data, encoding: .utf8)
    else { return nil }
    return SavedView(text: text)
  }

  func save(_ view: SavedView) {
    let directory = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? Data(view.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// FNV-1a (Fowler, Noll and Vo) of a path, in 16 hexadecimal digits.
  private static func name(_ path: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
