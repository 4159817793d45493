import Foundation

/// Where the program under test is.
enum LeewayBinary {
  struct NotFound: Error, CustomStringConvertible {
    var description: String {
      "no leeway program beside the tests: build it (`swift build --build-tests` does), or name it in LEEWAY_BINARY"
    }
  }

  /// `LEEWAY_BINARY` if it is set, else the program that was built together with this test bundle.
  static func path() throws -> String {
    if let named = ProcessInfo.processInfo.environment["LEEWAY_BINARY"], !named.isEmpty {
      guard isProgram(named) else { throw NotFound() }
      return named
    }
    for argument in CommandLine.arguments where argument.contains("/") {
      var directory = URL(fileURLWithPath: argument).resolvingSymlinksInPath()
      for _ in 0..<5 {
        directory.deleteLastPathComponent()
        let candidate = directory.appendingPathComponent("leeway").path
        if isProgram(candidate) { return candidate }
      }
    }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let usual = package.appendingPathComponent(".build/debug/leeway").path
    guard isProgram(usual) else { throw NotFound() }
    return usual
  }

  private static func isProgram(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }
}
