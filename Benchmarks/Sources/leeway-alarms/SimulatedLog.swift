import Foundation

/// Writes the population's predictions and, hours later, their labels as JSON Lines.
struct SimulatedLog {
  /// A Monday, in milliseconds.
  static let start = 1_772_409_600_000
  private static let hour = 3_600_000
  /// Of the predictions that get a label.
  private static let coverage = 0.9

  private struct Label {
    var time: Int
    var id: Int
    var outcome: Bool
  }

  private var population: Population
  private var random: RandomNumbers
  private var predictions: LineWriter
  private var labels: LineWriter
  /// Labels to come, by the hour in which they do.
  private var pending: [Int: [Label]] = [:]
  private var id = 0

  private init(_ population: Population, seed: Int, predictions: URL, labels: URL) throws {
    self.population = population
    random = RandomNumbers(seed: seed, stream: 2)
    self.predictions = try LineWriter(predictions)
    self.labels = try LineWriter(labels)
  }

  /// Traffic of some hours, and of some more with a change. A label comes 3 h after its prediction in the median, at the
  /// latest after a day.
  static func write(
    stableHours: Int, changedHours: Int, change: Population.Change, seed: Int, predictions: URL, labels: URL
  ) throws {
    let population = Population(random: RandomNumbers(seed: seed, stream: 1))
    var log = try SimulatedLog(population, seed: seed, predictions: predictions, labels: labels)
    for hour in 0..<stableHours + changedHours {
      if hour == stableHours { log.population.change = change }
      try log.write(hour: hour) { random in 3 * 3_600_000 * exp(0.5 * random.normal()) }
    }
    try log.finish()
  }

  /// Rows of one day for the reference, labelled at once.
  static func writeReference(hoursOfTraffic: Int, seed: Int, predictions: URL, labels: URL) throws {
    let population = Population(random: RandomNumbers(seed: seed, stream: 3))
    var log = try SimulatedLog(population, seed: seed &+ 1_000_003, predictions: predictions, labels: labels)
    let perHour = Int(Population.rate) * hoursOfTraffic / 23
    for hour in 0..<23 { try log.write(hour: hour, rows: perHour) { _ in 1 } }
    try log.finish()
  }

  /// - Parameters:
  ///   - rows: as many as a Poisson draw of the rate says, if `nil`.
  ///   - delay: of a label, in milliseconds.
  private mutating func write(hour: Int, rows: Int? = nil, delay: (inout RandomNumbers) -> Double) throws {
    // Normal for Poisson: the rate is in the thousands, and the cells' own numbers are drawn row by row.
    let count = rows ?? Int((Population.rate + Population.rate.squareRoot() * random.normal()).rounded())
    let start = Self.start + hour * Self.hour
    for index in 0..<count {
      let time = start + index * Self.hour / count
      let row = population.next()
      try write(row, at: time)
      if random.isTrue(Self.coverage) {
        let known = time + min(24 * Self.hour, Int(delay(&random)))
        pending[(known - Self.start) / Self.hour, default: []].append(Label(time: known, id: id, outcome: row.outcome))
      }
      id += 1
    }
    try writeLabels(of: hour)
  }

  private mutating func finish() throws {
    for hour in pending.keys.sorted() { try writeLabels(of: hour) }
    try predictions.close()
    try labels.close()
  }

  private mutating func writeLabels(of hour: Int) throws {
    guard let due = pending.removeValue(forKey: hour) else { return }
    for label in due.sorted(by: { ($0.time, $0.id) < ($1.time, $1.id) }) {
      labels.text("{\"id\":")
      labels.number(label.id)
      labels.text(label.outcome ? ",\"label\":1,\"ts\":" : ",\"label\":0,\"ts\":")
      labels.number(label.time)
      labels.text("}")
      try labels.endLine()
    }
  }

  private mutating func write(_ row: Population.Row, at time: Int) throws {
    predictions.text("{\"ts\":")
    predictions.number(time)
    predictions.text(",\"id\":")
    predictions.number(id)
    predictions.text(row.served ? ",\"served\":1,\"score\":" : ",\"served\":0,\"score\":")
    predictions.number(row.score)
    predictions.text(",\"latency\":")
    predictions.number(row.latency)
    predictions.text(row.failed ? ",\"status\":500,\"override\":" : ",\"status\":200,\"override\":")
    predictions.text(row.overridden ? "true,\"site\":\"" : "false,\"site\":\"")
    predictions.text(Population.siteNames[row.site])
    predictions.text("\",\"sex\":\"")
    predictions.text(Population.sexNames[row.sex])
    predictions.text("\",\"age_band\":\"")
    predictions.text(Population.ageBandNames[row.ageBand])
    predictions.text("\",\"revenue\":")
    predictions.number(row.revenue)
    predictions.text(row.clicked ? ",\"clicked\":true" : ",\"clicked\":false")
    number(",\"balance\":", row.balance)
    number(",\"velocity\":", row.velocity)
    number(",\"amount\":", row.amount)
    number(",\"refund\":", row.refund)
    number(",\"margin\":", row.margin)
    number(",\"exposure\":", row.exposure)
    predictions.text(",\"purchases\":")
    predictions.number(row.purchases)
    predictions.text(",\"rating\":")
    if let rating = row.rating { predictions.number(rating) } else { predictions.text("null") }
    name(",\"channel\":", row.channel)
    name(",\"category\":", row.category)
    name(",\"product\":", row.product)
    name(",\"device\":", row.device)
    predictions.text("}")
    try predictions.endLine()
  }

  private mutating func number(_ key: StaticString, _ value: Double?) {
    predictions.text(key)
    if let value { predictions.number(value) } else { predictions.text("null") }
  }

  private mutating func name(_ key: StaticString, _ value: Int?) {
    predictions.text(key)
    guard let value else { return predictions.text("null") }
    predictions.text("\"k")
    predictions.number(value)
    predictions.text("\"")
  }
}
