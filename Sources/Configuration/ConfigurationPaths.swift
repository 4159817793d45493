import Foundation

/// Paths in a configuration are relative to the configuration file, and shown as the person wrote them.
package struct ConfigurationPaths: Equatable, Sendable {
  /// The configuration file, absolute.
  package let file: String
  /// The directory that holds it, absolute, without a slash at the end (but `/` itself).
  package let directory: String
  /// What stands before the file's name where the person named it: `configs/`, or nothing.
  private let shownPrefix: String

  /// - Parameter path: the configuration file, absolute or relative to the working directory.
  package init(file path: String) {
    let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + Self.plain(path)
    file = absolute
    shownPrefix = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let parent = absolute.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    directory = parent.isEmpty ? "/" : parent
  }

  /// The absolute form of a path or glob written in the configuration; `-` (standard input) stays as it is.
  package func absolute(_ path: String) -> String {
    if path == "-" || path.hasPrefix("/") { return path }
    return (directory == "/" ? "" : directory) + "/" + Self.plain(path)
  }

  /// A path relative to the working directory in the form in which it stands in the configuration: relative to the
  /// configuration file where it lies beneath it, else absolute.
  package func configured(_ path: String) -> String {
    if path == "-" { return path }
    let whole = URL(fileURLWithPath: path).standardizedFileURL.path
    let base = directory == "/" ? "/" : directory + "/"
    return whole.hasPrefix(base) ? String(whole.dropFirst(base.count)) : whole
  }

  /// The files that a glob written in the configuration matches, sorted, each absolute and as it is shown to people:
  /// seen from where the configuration file was named.
  package func files(matching pattern: String) -> [(path: String, shown: String)] {
    let escaped = directory.reduce(into: "") { text, character in
      if "\\*?[".contains(character) { text.append("\\") }
      text.append(character)
    }
    let prefix = escaped == "/" ? "/" : escaped + "/"
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern.hasPrefix("/") ? pattern : prefix + Self.plain(pattern), 0, nil, &result) == 0 else { return [] }
    let count = Int(result.gl_pathc)
    let paths = (0..<count).compactMap { result.gl_pathv?[$0].map { String(cString: $0) } }
    let base = directory == "/" ? "/" : directory + "/"
    return paths.sorted().map { path in
      (path, !pattern.hasPrefix("/") && path.hasPrefix(base) ? shownPrefix + path.dropFirst(base.count) : path)
    }
  }

  /// Without `./` in front.
  private static func plain(_ path: String) -> String {
    var rest = Substring(path)
    while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
    return String(rest)
  }
}
