import Records
import Testing

/// Makes prediction lines for fuzzing: sound ones with values of all kinds, and damaged ones.
struct LineGenerator {
  var random: SeededGenerator

  /// Names of all kinds: numbers, with dots, without letters, long.
  static let classes = ["cat", "1", "a", "a.b", "", "São", "a-rather-long-class-name", "0"]
  static let tasks: [PredictionTask] = [.binary(positive: "1"), .multiclass(classes: classes), .regression]

  /// One field is a feature and a dimension at once, one a feature and a business figure, one path has parts, one field
  /// is not read.
  static func schema(task: PredictionTask = .binary(positive: "1")) throws -> RecordSchema {
    func required(_ text: String) throws -> FieldPath { try #require(path(text)) }
    return RecordSchema(
      timestamp: try required("ts"), id: path("id"), version: path("model.version"), prediction: try required("p"),
      score: path("s"), latency: path("ms"), status: path("st"),
      features: [
        .init(name: "age", path: try required("features.age"), kind: .numeric),
        .init(name: "channel", path: try required("features.channel"), kind: .categorical),
        .init(name: "rate", path: try required("features.rate"), kind: .numeric),
        .init(name: "region", path: try required("region"), kind: .categorical),
      ],
      dimensions: [
        .init(name: "region", path: try required("region")), .init(name: "tier", path: try required("tier")),
      ],
      task: task, override: path("ov"),
      kpis: [
        KPIField(name: "clicked", source: .predictions, path: try required("k.clicked")),
        KPIField(name: "rate", source: .predictions, path: try required("features.rate")),
      ])
  }

  private typealias Member = (name: String, value: @Sendable (inout LineGenerator) -> String)

  private static let features: [Member] = [
    ("age", { $0.number() }), ("rate", { $0.number() }), ("channel", { $0.category() }), ("note", { $0.comment() }),
  ]
  private static let members: [Member] = [
    ("ts", { $0.time() }), ("id", { $0.identifier() }),
    ("model", { generator in "{\"version\":\(generator.category())}" }),
    ("p", { $0.outcome() }), ("s", { $0.score() }), ("ms", { $0.number() }), ("st", { $0.status() }),
    ("features", { $0.object(features, "", ",", ":") }), ("region", { $0.category() }), ("tier", { $0.category() }),
    ("ov", { $0.override() }), ("k", { generator in "{\"clicked\":\(generator.figure())}" }),
    ("comment", { $0.comment() }), ("tags", { generator in "[\(generator.number()), \(generator.category())]" }),
  ]

  /// How often a value is one of the odd ones.
  var oddity = 0.02
  private var layouts: [Layout] = []

  private struct Layout {
    var members: [Member]
    var space: String
    var comma: String
    var colon: String
  }

  private let task: PredictionTask

  init(seed: UInt64, task: PredictionTask = .binary(positive: "1")) {
    random = SeededGenerator(seed: seed)
    self.task = task
    chooseLayouts()
  }

  /// Goes over to other layouts: the order, choice and spacing of members in the lines from here on.
  mutating func chooseLayouts() {
    layouts = (0..<3).map { _ in
      var members = Self.members
      switch random.index(8) {
      case 0: members.reverse()
      case 1: members.removeAll { $0.name == "tier" || $0.name == "ms" }
      case 2: members.append(("extra", { $0.odd() }))
      case 3: members.shuffle(using: &random)
      case 4:
        members.removeAll { $0.name == "s" || $0.name == "ov" }
        members += Self.classes.map { ("s." + $0, { $0.probability() }) }
      case 5:
        members.removeAll { $0.name == "ov" || $0.name == "k" }
        members.append(("ov", { generator in "{\"by\":\(generator.category())}" }))
      default: break
      }
      let (comma, colon) = random.pick([(",", ":"), (",", ":"), (", ", ": "), (" ,\t", " :")])
      return Layout(members: members, space: random.chance(0.1) ? " " : "", comma: comma, colon: colon)
    }
  }

  /// A line that is mostly sound, in one of a few layouts that recur.
  mutating func line() -> [UInt8] {
    let layout = random.pick(layouts)
    return Array(object(layout.members, layout.space, layout.comma, layout.colon).utf8)
  }

  /// A line with one to three things wrong, or at least unusual.
  mutating func damagedLine() -> [UInt8] {
    var line = line()
    for _ in 0...random.index(3) where !line.isEmpty { damage(&line) }
    return line
  }

  private mutating func object(_ members: [Member], _ space: String, _ comma: String, _ colon: String) -> String {
    var texts: [String] = []
    for member in members { texts.append("\"\(member.name)\"\(colon)\(member.value(&self))") }
    return "{" + space + texts.joined(separator: comma) + space + "}"
  }

  // MARK: - Values

  private var isOdd: Bool {
    mutating get { random.chance(oddity) }
  }

  mutating func number() -> String {
    if isOdd { return random.chance(0.3) ? odd() : random.pick(Self.oddNumbers) }
    switch random.index(14) {
    case 0: return "null"
    case 1: return "\(Double(bitPattern: random.next() & 0xbfff_ffff_ffff_ffff | 0x3000_0000_0000_0000))"
    case 2: return "\(Double.random(in: 0...1, using: &random))"
    case 3: return "-\(random.index(1000)).\(random.index(1000))"
    case 4: return digits(1 + random.index(24))
    case 5: return digits(1 + random.index(10)) + "." + digits(1 + random.index(20), leadingZeros: true)
    case 6: return digits(1 + random.index(4)) + random.pick(["e", "E", "e+", "e-", "E-"]) + "\(random.index(300))"
    case 7...10: return "\(random.index(10000)).\(random.index(100))"
    default: return "\(random.index(100_000))"
    }
  }

  private static let oddNumbers = [
    "0", "-0", "-0.0", "0.0", "0e5", "-0E-3", "1e999", "-1e999", "1e-999", "NaN", "-Infinity", "Infinity", "01", "-",
    "+1",
    ".5", "1.", "1e", "1e+", "00", "-01", "0x10", "9007199254740993", "9007199254740992.5", "1e22", "1e23", "5e-324",
    "2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "18446744073709551616", "100000000000000000000000000000", "0.30000000000000004", "12345678", "1234567",
    "0.12345678",
    "0.1234567", "1.00000000", "99999999.99999999", "400", "399.9", "1e3",
  ]

  private mutating func digits(_ count: Int, leadingZeros: Bool = false) -> String {
    var text = ""
    for index in 0..<count {
      text += "\(index == 0 && count > 1 && !leadingZeros ? 1 + random.index(9) : random.index(10))"
    }
    return text
  }

  mutating func category() -> String {
    if isOdd {
      let length = random.pick([7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 1024, 1025])
      return random.pick([odd(), "\"\(random.pick(Self.oddTexts))\"", "\"\(String(repeating: "x", count: length))\""])
    }
    return random.pick(Self.categories)
  }

  private static let categories = [
    "\"north\"", "\"south\"", "\"web\"", "\"\"", "\"self_employed\"", "\"a-rather-long-category\"",
    "\"sixteen bytes ok\"",
    "\"São Paulo\"", "null", "true", "17", "-3", "2.0", "2.5",
  ]

  private static let oddTexts = [
    "", "(none)", "(other)", "São Paulo", "東京", "a\\\"b", "a\\\\b", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud800",
    "\\x",
    "tab\tin", "\u{7F}", "ends\\", "line\\nfeed", "\\/", "\u{1F600}", "1", "true", "null", "a\u{0}b", "\\u0000", "é",
    "e\u{301}",
  ]

  mutating func odd() -> String {
    switch random.index(9) {
    case 0: return "null"
    case 1: return "true"
    case 2: return "false"
    case 3: return "{}"
    case 4: return "[1,[2],{\"age\":3}]"
    case 5: return "{\"age\":\(random.index(9)),\"deep\":{\"x\":[]}}"
    case 6: return "\"\(random.pick(Self.oddTexts))\""
    case 7: return random.pick(Self.oddNumbers)
    default: return "\"some text of no interest\""
    }
  }

  /// A value that is not read.
  private mutating func comment() -> String {
    if isOdd { return odd() }
    return random.pick([
      "\"\"", "\"some text of no interest\"", "\"a \\\"b\\\" \\n\\t\\\\\"", "17", "null", "true", "\"東京 \\/ é\"",
    ])
  }

  private mutating func identifier() -> String {
    if isOdd { return random.pick([odd(), digits(1 + random.index(21)), "-0", "1.5"]) }
    switch random.index(8) {
    case 0: return digits(1 + random.index(18))
    case 1: return "-\(1 + random.index(1000))"
    default: return "\"req-\(String(random.next(), radix: 16).prefix(1 + random.index(16)))\""
    }
  }

  private mutating func outcome() -> String {
    if isOdd { return odd() }
    switch task {
    case .binary: return random.pick(["0", "1", "0", "1", "0", "1", "\"1\"", "true", "false", "1.0", "\"yes\""])
    case .multiclass:
      let others = ["0", "1", "true", "false", "1.0", "\"yes\"", "-1", "\"a text of no interest\""]
      return random.chance(0.3) ? random.pick(others) : "\"\(random.pick(Self.classes))\""
    case .regression:
      let text = number()
      return text == "null" ? "-0.5" : text
    }
  }

  /// A probability, or an object of one for each class.
  private mutating func score() -> String {
    guard case .multiclass = task else { return probability() }
    if isOdd {
      return random.pick([odd(), "null", "{}", "{\"a\":{\"b\":\(probability())}}", "{\"cat\":0.5}", "{\"x\":{}}"])
    }
    let members = Self.classes.map { (name: $0, probability()) }
    return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }

  private mutating func override() -> String {
    switch random.index(3) {
    case 0: isOdd ? odd() : random.pick(["null", "false", "true", "\"ann\"", "{\"by\":\"ann\"}", "\"\""])
    case 1: outcome()
    default: "null"
    }
  }

  /// A business figure.
  private mutating func figure() -> String {
    if random.chance(0.3) { return number() }
    return isOdd ? odd() : random.pick(["true", "false", "1", "0", "null", "17.25"])
  }

  private mutating func probability() -> String {
    if isOdd { return random.chance(0.5) ? number() : random.pick(["null", "1.0000000000000002", "-0.0", "-1e-9"]) }
    return random.pick(["0", "1", "1e-3", "0.5", "0.\(digits(1 + random.index(18), leadingZeros: true))"])
  }

  private mutating func status() -> String {
    if isOdd { return category() }
    return random.pick([
      "\"ok\"", "\"ok\"", "\"ok\"", "\"error\"", "200", "404", "500.0", "true", "false", "null", "\"OK\"",
      "\"Success\"",
      "\"503\"", "\"+7\"",
    ])
  }

  mutating func time() -> String {
    func padded(_ value: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
    }
    if random.chance(0.1) {
      return isOdd ? odd() : random.pick(["1700000000", "1700000000.25", "1700000000123", "1.7e9", "-5", "17"])
    }
    let isOdd = isOdd
    let day = "\(random.chance(0.9) ? 2026 : 1960 + random.index(200))-\(padded(isOdd ? random.index(15) : 3, 2))-"
    let date = day + padded(random.chance(0.8) ? 14 : random.index(isOdd ? 34 : 28), 2)
    let hour = padded(random.index(isOdd ? 26 : 24), 2)
    let minute = padded(random.index(isOdd ? 63 : 60), 2)
    let second = padded(random.index(isOdd ? 63 : 60), 2)
    let fraction =
      random.chance(0.3) ? "" : "." + digits(random.index(isOdd ? 12 : 7) + (isOdd ? 0 : 1), leadingZeros: true)
    let zones = isOdd ? ["+24:00", "", "+0200", "Zx", "+02:60"] : ["Z", "Z", "Z", "z", "+00:00", "+02:00", "-23:59"]
    let zone = random.pick(zones)
    return "\"\(date)\(isOdd ? random.pick(["t", " ", "_"]) : "T")\(hour):\(minute):\(second)\(fraction)\(zone)\""
  }

  // MARK: - Damage

  private static let tokens = [
    "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\t", "\r", "\n", "null", "true", "NaN", "1e5", "-", ".", "0", "é",
    "\u{FEFF}",
    "\\u0020", "\r\n", "{}", "[]", "\u{0}", "\u{1}", "\"ts\":1,", "\"features\":{\"age\":1},", "\"features.age\":7,",
    "\"\\u0070\":1,", "Infinity",
  ]
  private static let strayBytes: [[UInt8]] = [
    [0xFF], [0xC3], [0x80], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    [0xF0, 0x9F, 0x98, 0x80],
  ]

  private mutating func damage(_ line: inout [UInt8]) {
    let place = random.index(line.count)
    switch random.index(9) {
    case 0: line[place] ^= 1 << UInt8(random.index(8))
    case 1: line.remove(at: place)
    case 2: line.insert(UInt8(random.index(256)), at: place)
    case 3: line.insert(contentsOf: Array(random.pick(Self.tokens).utf8), at: place)
    case 4: line.insert(contentsOf: random.pick(Self.strayBytes), at: place)
    case 5: line.removeSubrange(place...)
    case 6: line.removeSubrange(place..<min(line.count, place + 1 + random.index(12)))
    case 7:
      let piece = line[place..<min(line.count, place + 1 + random.index(30))]
      line.insert(contentsOf: Array(piece), at: random.index(line.count))
    default: swapValues(&line)
    }
  }

  /// Exchanges what stands behind two colons.
  private mutating func swapValues(_ line: inout [UInt8]) {
    let colons = line.indices.filter { line[$0] == UInt8(ascii: ":") }
    guard colons.count > 1 else { return }
    let first = random.index(colons.count - 1)
    let second = first + 1 + random.index(colons.count - 1 - first)
    func value(_ colon: Int) -> Range<Int> {
      let end = line[(colon + 1)...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? line.endIndex
      return colon + 1..<end
    }
    let (a, b) = (value(colons[first]), value(colons[second]))
    guard a.upperBound <= b.lowerBound else { return }
    let (textA, textB) = (Array(line[a]), Array(line[b]))
    line.replaceSubrange(b, with: textA)
    line.replaceSubrange(a, with: textB)
  }
}
