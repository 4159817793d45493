import Foundation

@testable import Engine

/// A client of the agent's socket that keeps to no rules.
final class RawClient {
  let channel: LineChannel

  init(_ directory: String) throws {
    channel = LineChannel(try ControlSocket.connect(directory))
  }

  /// What the other side takes of it; a connection that ends meanwhile is no error here.
  func send(_ bytes: [UInt8]) { try? channel.write(bytes, within: .seconds(20)) }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// Says that nothing more comes.
  func finish() { shutdown(channel.descriptor.number, Int32(SHUT_WR)) }

  /// The next line of the answer, `nil` at its end.
  func line() throws -> String? {
    try channel.read(limit: 1 << 20, within: .seconds(60)).map { String(decoding: $0, as: UTF8.self) }
  }
}
