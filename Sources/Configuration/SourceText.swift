import Foundation

/// The text of a file that a person wrote, read with diagnostics instead of errors.
package enum SourceText {
  /// More than any configuration needs; a larger file is most likely a log given by mistake.
  package static let sizeLimit = 4 << 20

  /// Reads a UTF-8 file of at most ``sizeLimit`` bytes; a byte order mark is dropped.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - shownAs: how diagnostics name it.
  ///   - purpose: what the file is, for the message: `configuration`.
  ///   - hint: what to do if it does not exist.
  /// - Returns: `nil` after reporting why it cannot be read.
  package static func read(
    path: String, shownAs name: String, purpose: String, hint: String, into diagnostics: Diagnostics
  ) -> String? {
    let location = SourceLocation(file: name)
    diagnostics.register(file: name)
    switch bytes(path: path) {
    case .failure(let failure):
      let (problem, remedy) = failure.explanation(hint: hint)
      diagnostics.error("cannot read the \(purpose): \(problem)", at: location, remedy: remedy)
      return nil
    case .success(var bytes):
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        let (line, column) = firstInvalidPosition(in: bytes)
        diagnostics.error(
          "the \(purpose) is not valid UTF-8", at: SourceLocation(file: name, line: line, column: column),
          remedy: "save the file as UTF-8")
        return nil
      }
      return text
    }
  }

  private enum Failure: Error {
    case system(code: Int32)
    case directory
    case tooLarge

    func explanation(hint: String) -> (problem: String, remedy: String) {
      switch self {
      case .system(ENOENT), .system(ENOTDIR): ("there is no such file", hint)
      case .system(EACCES), .system(EPERM): ("permission denied", "make it readable for this user")
      case .system(let code): (String(cString: strerror(code)), "check the path and the disk")
      case .directory: ("it is a directory", "name a file in it")
      case .tooLarge: ("it is larger than \(SourceText.sizeLimit >> 20) MB", "check that this is the file you mean")
      }
    }
  }

  private static func bytes(path: String) -> Result<[UInt8], Failure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(.system(code: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(.system(code: errno)) }
    guard status.st_mode & S_IFMT != S_IFDIR else { return .failure(.directory) }

    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return .success(content) }
      if count < 0 {
        if errno == EINTR { continue }
        return .failure(.system(code: errno))
      }
      content.append(contentsOf: chunk[..<count])
      guard content.count <= sizeLimit else { return .failure(.tooLarge) }
    }
  }

  /// Line and column of the first byte that does not belong to a valid sequence.
  private static func firstInvalidPosition(in bytes: [UInt8]) -> (line: Int, column: Int) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var (line, column) = (1, 1)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    return (line, column)
  }
}
