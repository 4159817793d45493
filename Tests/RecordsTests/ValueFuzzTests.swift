import Records
import Testing

@Suite("Values read by shape")
struct ValueFuzzTests {
  static let seed: UInt64 = 4711

  /// A decoder that knows the shape of `{"ts":…,"p":1,"x":…}`; `x` is a feature and a business figure.
  static func decoder(_ task: PredictionTask = .binary(positive: "1")) throws -> RecordDecoder {
    let x = try #require(path("x"))
    let schema = RecordSchema(
      timestamp: try #require(path("ts")), id: nil, version: nil, prediction: try #require(path("p")), score: nil,
      latency: nil, status: nil, features: [.init(name: "x", path: x, kind: .numeric)], dimensions: [], task: task,
      kpis: [KPIField(name: "x", source: .predictions, path: x)])
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: false)
    var batch = decoder.emptyBatch()
    #expect(decoder.defect("{\"ts\":\"2026-03-14T00:00:00Z\",\"p\":1,\"x\":0}", into: &batch) == nil)
    return decoder
  }

  @Test("A number is the double nearest to it")
  func numbers() throws {
    print("seed \(Self.seed)")
    let decoder = try Self.decoder(.regression)
    var batch = decoder.emptyBatch()
    var generator = LineGenerator(seed: Self.seed)
    var texts: [String] = []
    while texts.count < 50 * fuzzRounds(200) {
      let text = generator.number()
      // Swift's own conversion rounds correctly. It takes some texts that are no JSON.
      if text.first?.isLetter == false, let value = Double(text), value.isFinite, Self.isJSON(text) {
        texts.append(text)
      }
    }
    let lines = texts.map { "{\"ts\":\"2026-03-14T00:00:00Z\",\"p\":\($0),\"x\":\($0)}" }.joined(separator: "\n")
    #expect(decoder.decode(block(lines), into: &batch) { _ in } == texts.count)
    try #require(batch.count == texts.count)
    for (row, text) in texts.enumerated() {
      // A whole number has no negative zero.
      let expected = (text == "-0" ? 0 : Double(text) ?? .nan).bitPattern
      #expect(batch.numeric[0][row].bitPattern == expected, "\(text)")
      #expect(batch.kpis[0][row].bitPattern == expected && batch.scores[row].bitPattern == expected, "\(text)")
    }
  }

  @Test("A class's score is the double nearest to it, and none is past 0 and 1")
  func classScores() throws {
    print("seed \(Self.seed)")
    let schema = RecordSchema(
      timestamp: try #require(path("ts")), id: nil, version: nil, prediction: try #require(path("p")),
      score: path("s"), latency: nil, status: nil, features: [], dimensions: [],
      task: .multiclass(classes: ["a", "b.c"]))
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: false)
    var generator = LineGenerator(seed: Self.seed)
    for _ in 0..<20 * fuzzRounds(200) {
      let text =
        generator.random.chance(0.5) ? "\(Double.random(in: -0.1...1.1, using: &generator.random))" : generator.number()
      guard let value = Double(text), value.isFinite, Self.isJSON(text) else { continue }
      var batch = decoder.emptyBatch()
      let defect = decoder.defect("{\"ts\":1,\"p\":\"b.c\",\"s\":{\"a\":1,\"b.c\":\(text)}}", into: &batch)
      if value >= 0, value <= 1 {
        let expected = text == "-0" ? 0 : value
        try #require(defect == nil && batch.scores[0].bitPattern == expected.bitPattern, "\(text)")
        try #require(batch.classScores[0] == [1] && batch.classScores[1] == batch.scores, "\(text)")
      } else {
        try #require(defect == LineDefect(.outOfRange, field: "s.b.c"), "\(text)")
      }
    }
  }

  private static func isJSON(_ text: String) -> Bool {
    text.wholeMatch(of: #/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/#) != nil
  }

  @Test("A time is what a plain reading of RFC 3339 says, and anything else is none")
  func times() throws {
    print("seed \(Self.seed)")
    let decoder = try Self.decoder()
    var generator = LineGenerator(seed: Self.seed)
    generator.oddity = 0.1
    for _ in 0..<20 * fuzzRounds(200) {
      var text = generator.time()
      guard text.hasPrefix("\""), text.hasSuffix("\""), !text.contains("\\"), !text.utf8.contains(where: { $0 < 0x20 })
      else { continue }
      text = String(text.dropFirst().dropLast())
      if generator.random.chance(0.3), !text.isEmpty {
        let place = text.index(text.startIndex, offsetBy: generator.random.index(text.count))
        let stray = generator.random.pick(Array("0123456789:-+.TtZz /;"))
        text.replaceSubrange(place...place, with: generator.random.chance(0.8) ? [stray] : [])
      }
      var batch = decoder.emptyBatch()
      let defect = decoder.defect("{\"ts\":\"\(text)\",\"p\":1,\"x\":0}", into: &batch)
      if let expected = PlainTime.microseconds(text) {
        try #require(defect == nil && batch.timestamps == [expected], "\(text)")
      } else {
        try #require(defect == LineDefect(.badTimestamp, field: "ts"), "\(text)")
      }
    }
  }
}

/// RFC 3339 read character by character, for comparison.
enum PlainTime {
  static func microseconds(_ text: String) -> Int64? {
    var rest = Substring(text)
    func take(_ allowed: String) -> Character? {
      guard let first = rest.first, allowed.contains(first) else { return nil }
      rest.removeFirst()
      return first
    }
    func number(_ digits: Int) -> Int64? {
      var value: Int64 = 0
      for _ in 0..<digits {
        guard let digit = take("0123456789")?.wholeNumberValue else { return nil }
        value = value * 10 + Int64(digit)
      }
      return value
    }
    guard let year = number(4), take("-") != nil, let month = number(2), take("-") != nil, let day = number(2),
      take("Tt ") != nil, let hour = number(2), take(":") != nil, let minute = number(2), take(":") != nil,
      let second = number(2), (1...12).contains(month), day >= 1, day <= length(month, year), hour <= 23,
      minute <= 59, second <= 60
    else { return nil }
    var fraction: Int64 = 0
    if take(".") != nil {
      var digits = ""
      while let digit = take("0123456789") { digits.append(digit) }
      guard !digits.isEmpty else { return nil }
      fraction = Int64((digits + "00000").prefix(6)) ?? 0
    }
    var offset: Int64 = 0
    if take("Zz") == nil {
      guard let sign = take("+-"), let hours = number(2), take(":") != nil, let minutes = number(2), hours <= 23,
        minutes <= 59
      else { return nil }
      offset = (hours * 60 + minutes) * (sign == "-" ? -60 : 60)
    }
    guard rest.isEmpty else { return nil }
    var days: Int64 = 0
    for past in 0..<year { days += isLeap(past) ? 366 : 365 }
    for past in Int64(1)..<13 where past < month { days += length(past, year) }
    // The year 0 begins 719,528 days before 1970.
    days += day - 1 - 719_528
    return (((days * 24 + hour) * 60 + minute) * 60 + second - offset) * 1_000_000 + fraction
  }

  private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func length(_ month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
