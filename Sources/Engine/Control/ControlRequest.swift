import Alerting
import Foundation

/// What a command asks of the agent that runs: one line of JSON, `{"version":1,"request":"decide","decision":{…}}`.
///
/// Further kinds may come; an agent answers one that it does not know with an error that says so.
package enum ControlRequest: Equatable, Sendable {
  /// The account in it is never the client's word: the server puts in what the system says.
  case decide(Decision)
  /// Pictures of what the agent knows, from now on: `{"version":1,"request":"attach","feed":1}`. The number is the form
  /// of the frames that the client reads. It is the last request of a connection.
  case attach(feed: Int)

  /// Of the wire format.
  static let version = 1
  /// Bytes of a request, or of a reply, at most.
  static let limit = 1 << 20
}

/// What the agent answers: `{"version":1,"receipt":{…}}`, `{"version":1,"attached":{…}}`, or
/// `{"version":1,"error":{"code":…,"message":…}}`.
package enum ControlReply: Equatable, Sendable {
  /// Done, and stored.
  case decided(DecisionReceipt)
  /// Frames follow.
  case attached(AttachGreeting)
  /// Not done. ``EngineError/Code/configuration`` if it cannot be done like that, ``EngineError/Code/runtime`` if it
  /// could not be done now.
  case failed(EngineError)
}

/// Why a line is no request or reply.
struct ControlMistake: Error, Equatable {
  var text: String
}

extension ControlRequest: Codable {
  private enum Field: String, CodingKey {
    case version
    case request
    case decision
    case feed
  }

  private enum Name: String {
    case decide
    case attach
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    let version = try fields.decode(Int.self, forKey: .version)
    guard version == Self.version else {
      throw ControlMistake(text: "requests of version \(version) are not known here, only of version \(Self.version)")
    }
    let name = try fields.decode(String.self, forKey: .request)
    switch Name(rawValue: name) {
    case .decide: self = .decide(try fields.decode(Decision.self, forKey: .decision))
    case .attach: self = .attach(feed: try fields.decode(Int.self, forKey: .feed))
    case nil:
      throw ControlMistake(
        text: "this agent does not know the request '\(name.prefix(100))', only 'decide' and 'attach'")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(Self.version, forKey: .version)
    switch self {
    case .decide(let decision):
      try fields.encode(Name.decide.rawValue, forKey: .request)
      try fields.encode(decision, forKey: .decision)
    case .attach(let feed):
      try fields.encode(Name.attach.rawValue, forKey: .request)
      try fields.encode(feed, forKey: .feed)
    }
  }
}

extension ControlReply: Codable {
  private enum Field: String, CodingKey {
    case version
    case receipt
    case attached
    case error
    case code
    case message
  }

  /// The codes on the wire.
  private static let codes: [(code: EngineError.Code, name: String)] = [
    (.configuration, "refused"), (.runtime, "failed"),
  ]

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    if let receipt = try fields.decodeIfPresent(DecisionReceipt.self, forKey: .receipt) {
      self = .decided(receipt)
      return
    }
    if let greeting = try fields.decodeIfPresent(AttachGreeting.self, forKey: .attached) {
      self = .attached(greeting)
      return
    }
    let error = try fields.nestedContainer(keyedBy: Field.self, forKey: .error)
    let name = try error.decode(String.self, forKey: .code)
    let code = Self.codes.first { $0.name == name }?.code ?? .runtime
    self = .failed(EngineError(code, try error.decode(String.self, forKey: .message)))
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(ControlRequest.version, forKey: .version)
    switch self {
    case .decided(let receipt):
      try fields.encode(receipt, forKey: .receipt)
    case .attached(let greeting):
      try fields.encode(greeting, forKey: .attached)
    case .failed(let failure):
      var error = fields.nestedContainer(keyedBy: Field.self, forKey: .error)
      try error.encode(Self.codes.first { $0.code == failure.code }?.name ?? "failed", forKey: .code)
      try error.encode(failure.description, forKey: .message)
    }
  }
}

/// Messages as lines of JSON.
enum ControlLine {
  /// With the line end. JSON has no line ends of its own when it is not laid out for people.
  static func bytes(_ message: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(message)) + [UInt8(ascii: "\n")]
  }

  static func message<Message: Decodable>(_ type: Message.Type, of line: [UInt8]) throws(ControlMistake) -> Message {
    do {
      return try JSONDecoder().decode(type, from: Data(line))
    } catch {
      throw mistake(error)
    }
  }

  private static func mistake(_ error: any Error) -> ControlMistake {
    if let mistake = error as? ControlMistake { return mistake }
    func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    let text =
      switch error as? DecodingError {
      case .keyNotFound(let key, let context): "'\(place(context, key))' is missing"
      case .typeMismatch(_, let context), .valueNotFound(_, let context):
        place(context).isEmpty ? "it is no JSON object" : "'\(place(context))' is of another kind than it has to be"
      case .dataCorrupted(let context):
        place(context).isEmpty
          ? "it is not JSON, or has a number that is out of range" : "'\(place(context))': \(context.debugDescription)"
      default: "it does not read"
      }
    return ControlMistake(text: text)
  }
}
