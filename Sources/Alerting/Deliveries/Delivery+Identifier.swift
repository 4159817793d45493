import Notation

extension Delivery {
  /// The stable name of a delivery: 128-bit FNV-1a (Fowler, Noll, Vo; offset basis and prime as published) over alert,
  /// series, episode, transition and action, each ended by the byte 0x1F, as 32 hexadecimal digits.
  ///
  /// The same transition and action give the same name over restarts and replays, so a receiver can tell a repetition.
  /// It is no secret and no signature.
  package static func id(for transition: AlertTransition, action: String) -> String {
    let key = transition.identity.key
    let parts = [
      transition.identity.model, transition.identity.rule, key.metric.rawValue, key.version, key.segment,
      key.feature ?? "", key.window, String(transition.episode), String(transition.at.microseconds),
      transition.from.rawValue, transition.to.rawValue, transition.level.rawValue, action,
    ]
    return digest(parts)
  }

  /// FNV-1a over the parts, each ended by the byte 0x1F, as 32 hexadecimal digits.
  static func digest(_ parts: [String]) -> String {
    let digits = String(fnv1a(parts.joined(separator: "\u{1F}") + "\u{1F}"), radix: 16)
    return String(repeating: "0", count: max(0, 32 - digits.count)) + digits
  }

  static func fnv1a(_ text: String) -> UInt128 {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in text.utf8 {
      hash ^= UInt128(byte)
      hash &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    return hash
  }
}
