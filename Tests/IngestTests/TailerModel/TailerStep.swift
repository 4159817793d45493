/// One thing that is done to the logs of a simulated machine, or by the reader of them. Numbers are taken modulo what
/// there is at that moment, so that any step can be dropped from a sequence and the rest still makes sense.
enum TailerStep: CustomStringConvertible {
  /// Appends whole lines and so many bytes of one more, whose rest comes with the next write.
  case write(log: Int, lines: Int, cut: Int)
  /// The writer goes on in the file that was rotated away.
  case writeBehind(log: Int, lines: Int)
  case rename(log: Int, matches: Bool)
  /// Copies, lets the reader work in between, and truncates if `truncates`.
  case copy(log: Int, matches: Bool, between: Int, truncates: Bool)
  /// Truncates in place and writes lines at once.
  case truncate(log: Int, regrow: Int)
  case delete(log: Int)
  /// Packs the file that was rotated last and removes it, in one go or with a look half-way.
  case compress(log: Int, zstd: Bool, matches: Bool, pauses: Bool)
  /// The link of the log is pointed to a new file.
  case switchLink
  case hardLink(log: Int)
  /// The folder vanishes, a look is taken, and it returns.
  case vanish(reads: Int)
  /// Some minutes later.
  case look(later: Int)
  case read(blocks: Int, which: Int, holds: Bool)
  case consume(blocks: Int)
  case checkpoint
  case restart

  var description: String {
    switch self {
    case .write(let log, let lines, let cut): "write(log: \(log), lines: \(lines), cut: \(cut))"
    case .writeBehind(let log, let lines): "writeBehind(log: \(log), lines: \(lines))"
    case .rename(let log, let matches): "rename(log: \(log), matches: \(matches))"
    case .copy(let log, let matches, let between, let truncates):
      "copy(log: \(log), matches: \(matches), between: \(between), truncates: \(truncates))"
    case .truncate(let log, let regrow): "truncate(log: \(log), regrow: \(regrow))"
    case .delete(let log): "delete(log: \(log))"
    case .compress(let log, let zstd, let matches, let pauses):
      "compress(log: \(log), zstd: \(zstd), matches: \(matches), pauses: \(pauses))"
    case .switchLink: "switchLink"
    case .hardLink(let log): "hardLink(log: \(log))"
    case .vanish(let reads): "vanish(reads: \(reads))"
    case .look(let later): "look(later: \(later))"
    case .read(let blocks, let which, let holds): "read(blocks: \(blocks), which: \(which), holds: \(holds))"
    case .consume(let blocks): "consume(blocks: \(blocks))"
    case .checkpoint: "checkpoint"
    case .restart: "restart"
    }
  }

  static func random(_ random: inout SplitMix) -> TailerStep {
    let log = random.below(3)
    let flag = random.below(2) == 0
    switch random.below(100) {
    case 0..<24: return .write(log: log, lines: random.below(6), cut: random.below(3) == 0 ? 1 + random.below(60) : 0)
    case 24..<27: return .writeBehind(log: log, lines: 1 + random.below(3))
    case 27..<33: return .rename(log: log, matches: flag)
    case 33..<39:
      return .copy(log: log, matches: random.below(4) > 0, between: random.below(8), truncates: random.below(4) > 0)
    case 39..<42: return .truncate(log: log, regrow: random.below(12))
    case 42..<44: return .delete(log: log)
    case 44..<50:
      return .compress(log: log, zstd: flag, matches: random.below(4) > 0, pauses: random.below(2) == 0)
    case 50..<52: return .switchLink
    case 52..<53: return .hardLink(log: log)
    case 53..<55: return .vanish(reads: random.below(3))
    case 55..<67: return .look(later: random.below(6) == 0 ? 6 : 0)
    case 67..<84: return .read(blocks: 1 + random.below(5), which: random.below(4), holds: random.below(4) == 0)
    case 84..<88: return .consume(blocks: 1 + random.below(4))
    case 88..<95: return .checkpoint
    default: return .restart
    }
  }
}
