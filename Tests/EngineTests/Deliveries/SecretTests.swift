import Alerting
import Foundation
import Testing

@testable import Engine

@Suite("Secrets")
struct SecretTests {
  private let folder: ScriptFolder
  private let reader = SecretReader(variable: { ["HOOK_SECRET": " s3cret\n", "EMPTY": " \n"][$0] })

  init() throws { folder = try ScriptFolder() }

  private func write(_ bytes: [UInt8]) throws -> Secret {
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/secret"))
    return .file(folder.path + "/secret")
  }

  @Test("White space around a secret does not count, and a change counts at once")
  func read() throws {
    #expect(try reader.read(.environment("HOOK_SECRET")) == "s3cret")
    #expect(try reader.read(write(Array("  one\n".utf8))) == "one")
    #expect(try reader.read(write(Array("two".utf8))) == "two")
  }

  @Test("The agent's own environment is where variables are looked for")
  func environment() throws {
    #expect(try SecretReader().read(.environment("PATH")) == ProcessInfo.processInfo.environment["PATH"])
  }

  private func reason(_ secret: Secret) -> String {
    do {
      return "read \(try reader.read(secret))"
    } catch {
      return error.description
    }
  }

  @Test("What cannot be read says where it should be, and nothing of what is there")
  func unreadable() throws {
    #expect(reason(.environment("MISSING")) == "the secret in the environment variable MISSING is not set")
    #expect(reason(.environment("EMPTY")) == "the secret in the environment variable EMPTY is empty")
    #expect(
      reason(.file(folder.path + "/none"))
        == "the secret in \(folder.path)/none cannot be read: No such file or directory")
    #expect(reason(.file(folder.path)) == "the secret in \(folder.path) is not a regular file")
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(reason(.file(folder.path + "/pipe")) == "the secret in \(folder.path)/pipe is not a regular file")
    let file = folder.path + "/secret"
    #expect(reason(try write([])) == "the secret in \(file) is empty")
    #expect(reason(try write([0xff, 0xfe])) == "the secret in \(file) is not UTF-8")
    #expect(reason(try write(Array(repeating: 0x61, count: 65_537))) == "the secret in \(file) is longer than 64 KiB")
  }
}

@Suite("Signatures of webhooks")
struct WebhookSignatureTests {
  private let secret = Secret.environment("HOOK_SECRET")

  // Computed by the reference implementation, PyPI standardwebhooks 1.1.0: Webhook(secret).sign(id, timestamp, body),
  // the plain text given as bytes.
  @Test(
    "A signature is the reference implementation's",
    arguments: [
      ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,3/67tWvWxARoLF9YB6k9tEJ11a7Vu1R5ZDm7pU+Fp98="),
      ("whsec_bGVld2F5LXNlY29uZC1rZXk=", "v1,C0dYxt3N637ZxOCvSn5GlyYIoLTI+bLlTCUgA+af41M="),
      ("whsec_bGVld2F5LXNlY29uZC1rZXk", "v1,C0dYxt3N637ZxOCvSn5GlyYIoLTI+bLlTCUgA+af41M="),
      ("correct-horse", "v1,uaDcygQPevXnI/biqr1pesEAQ3CZI/6XOKoap00mHt8="),
      (" a correct horse\r\n", "v1,YigNQEgkhIfUpFUC6CC0BGEvtbjcip8LVe0bFBTL+DM="),
      (
        "correct-horse\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "v1,uaDcygQPevXnI/biqr1pesEAQ3CZI/6XOKoap00mHt8= v1,3/67tWvWxARoLF9YB6k9tEJ11a7Vu1R5ZDm7pU+Fp98="
      ),
    ])
  func golden(text: String, header: String) throws {
    let signature = try WebhookSignature(text, of: secret)
    #expect(
      signature.header(
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_772_366_400, body: #"{"type":"alert.firing","emoji":"é"}"#)
        == header)
  }

  @Test("A key that is no base64 is refused without being quoted", arguments: ["whsec_", "whsec_?", "a whsec_a"])
  func malformed(text: String) {
    #expect {
      try WebhookSignature(text, of: secret)
    } throws: { error in
      "\(error)" == "the secret in the environment variable HOOK_SECRET is no base64 after whsec_"
    }
  }
}
