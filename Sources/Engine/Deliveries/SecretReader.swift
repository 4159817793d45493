import Alerting
import Foundation

/// Reads secrets where they stand, each time that one is needed, so that a changed one counts from the next request on.
package struct SecretReader: Sendable {
  /// Longest file, in bytes.
  private static let limit = 64 * 1024

  private let variable: @Sendable (String) -> String?

  /// - Parameter variable: the value of an environment variable.
  package init(
    variable: @escaping @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
  ) {
    self.variable = variable
  }

  /// The secret without white space around it; never empty.
  func read(_ secret: Secret) throws(SecretError) -> String {
    let content =
      switch secret {
      case .file(let path): try Self.content(of: path, secret)
      case .environment(let name): variable(name)
      }
    guard let content else { throw SecretError(secret, "is not set") }
    let text = content.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw SecretError(secret, "is empty") }
    return text
  }

  /// Where a request goes.
  func read(_ address: Address) throws(SecretError) -> String {
    switch address {
    case .literal(let text): text
    case .secret(let secret): try read(secret)
    }
  }

  private static func content(of path: String, _ secret: Secret) throws(SecretError) -> String {
    // Opening a pipe must not wait for its other end.
    let file = Descriptor(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC))
    guard file.number >= 0 else { throw SecretError(secret, "cannot be read: \(ProcessSpawn.text(errno))") }
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SecretError(secret, "is not a regular file")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let count = Foundation.read(file.number, &buffer, buffer.count)
      if count == 0 { break }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw SecretError(secret, "cannot be read: \(ProcessSpawn.text(errno))")
      }
    }
    guard bytes.count <= limit else { throw SecretError(secret, "is longer than 64 KiB") }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw SecretError(secret, "is not UTF-8") }
    return text
  }
}

/// Why a secret cannot be used: names where it stands, and nothing of what it holds.
struct SecretError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ secret: Secret, _ reason: String) {
    switch secret {
    case .file(let path): description = "the secret in \(path) \(reason)"
    case .environment(let name): description = "the secret in the environment variable \(name) \(reason)"
    }
  }
}
