import Foundation

/// The traffic of the simulated model: twelve features, twelve cells, a calibrated score.
///
/// Features are drawn independently of each other and of time. Sites differ a little in balance, amount and channel, so
/// that each needs its own part of the reference; sex and age band make no difference to anything.
struct Population {
  /// One prediction. What a feature has not is null.
  struct Row {
    var site = 0
    var sex = 0
    var ageBand = 0
    /// Normal.
    var balance = 0.0
    /// Normal, 2 % nulls.
    var velocity: Double?
    /// Log-normal.
    var amount = 0.0
    /// Zero for seven in ten, else log-normal; 0.5 % nulls.
    var refund: Double?
    /// Student's t with 3 degrees of freedom.
    var margin = 0.0
    /// Pareto with tail index 2.5; 10 % nulls.
    var exposure: Double?
    /// Poisson with mean 1.2.
    var purchases = 0
    /// 1 to 5; 1 % nulls.
    var rating: Int?
    /// Of four.
    var channel = 0
    /// Of twelve, the rarest 0.9 %; 1 % nulls.
    var category: Int?
    /// Of forty, the rarest 0.1 %.
    var product = 0
    /// Of three, one of them 0.2 %; 3 % nulls.
    var device: Int?
    /// P(positive), which it is.
    var score = 0.0
    var served = false
    var outcome = false
    var latency = 0.0
    var failed = false
    var overridden = false
    var revenue = 0.0
    var clicked = false
  }

  /// What is changed in one or several sites.
  struct Change {
    var sites: Set<Int> = []
    /// Standard deviations that are added to the balance.
    var shift = 0.0
    /// Share of the labels that turn into their opposite.
    var flips = 0.0
  }

  static let siteNames = ["a", "b", "c", "d", "e", "f"]
  /// Rows an hour.
  static let siteRates = [50.0, 100, 200, 400, 1000, 2250]
  static let rate = siteRates.reduce(0, +)
  static let sexNames = ["female", "male"]
  private static let sexShares = [0.62, 0.38]
  static let ageBandNames = ["18-34", "35-64", "65+"]
  private static let ageBandShares = [0.41, 0.51, 0.08]

  static let balanceDeviation = 12.0
  private static let threshold = 0.4

  private static let sites = Choice(siteRates)
  private static let sexes = Choice(sexShares)
  private static let ageBands = Choice(ageBandShares)
  private static let purchases = Choice([0.3012, 0.3614, 0.2169, 0.0867, 0.0260, 0.0062, 0.0012, 0.0004])
  private static let ratings = Choice([4, 9, 22, 41, 24])
  private static let channels = [Choice([52, 30, 15, 3]), Choice([47, 34, 15, 4])]
  private static let categories = Choice(zipf: 12, exponent: 1.4)
  private static let products = Choice(zipf: 40, exponent: 1.6)
  private static let devices = Choice([70, 29.8, 0.2])

  /// The name and the mean rows an hour of every cell.
  static var cells: [(name: String, rate: Double)] {
    func cells(_ dimension: String, _ names: [String], _ shares: [Double]) -> [(name: String, rate: Double)] {
      zip(names, shares).map { ("\(dimension)=\($0)", $1 * rate) }
    }
    return [("all", rate)] + cells("site", siteNames, siteRates.map { $0 / rate })
      + cells("sex", sexNames, sexShares) + cells("age_band", ageBandNames, ageBandShares)
  }

  var random: RandomNumbers
  var change = Change()

  /// Draws the next prediction.
  mutating func next() -> Row {
    var row = Row()
    row.site = Self.sites.draw(&random)
    row.sex = Self.sexes.draw(&random)
    row.ageBand = Self.ageBands.draw(&random)
    let isChanged = change.sites.contains(row.site)
    let place = Double(row.site) - 2.5

    let balance = random.normal() + 0.1 * place + (isChanged ? change.shift : 0)
    row.balance = 50 + Self.balanceDeviation * balance
    let velocity = random.normal()
    if !random.isTrue(0.02) { row.velocity = velocity }
    let amount = random.normal() + 0.05 * place
    row.amount = 40 * exp(1.1 * amount)
    let refund = random.isTrue(0.7) ? 0 : 15 * exp(0.9 * random.normal())
    if !random.isTrue(0.005) { row.refund = refund }
    row.margin = 4 * random.studentT3()
    let exposure = 100 * random.pareto()
    if !random.isTrue(0.1) { row.exposure = exposure }
    row.purchases = Self.purchases.draw(&random)
    let rating = 1 + Self.ratings.draw(&random)
    if !random.isTrue(0.01) { row.rating = rating }
    row.channel = Self.channels[row.site % 2].draw(&random)
    let category = Self.categories.draw(&random)
    if !random.isTrue(0.01) { row.category = category }
    row.product = Self.products.draw(&random)
    let device = Self.devices.draw(&random)
    if !random.isTrue(0.03) { row.device = device }

    var logit = -1.4 + 0.7 * balance + 0.5 * amount + 0.35 * (Double(row.purchases) - 1.2)
    logit += 0.3 * (Double(row.rating ?? 4) - 3.7) + (row.category == 2 ? 0.6 : 0) + 0.5 * random.normal()
    row.score = 1 / (1 + exp(-logit))
    row.served = row.score >= Self.threshold
    row.outcome = random.isTrue(row.score)
    if isChanged, random.isTrue(change.flips) { row.outcome.toggle() }

    row.latency = 18 * exp(0.45 * random.normal())
    row.failed = random.isTrue(0.004)
    row.overridden = random.isTrue(0.01)
    row.revenue = row.failed ? 0 : 3 * exp(1.2 * random.normal())
    row.clicked = random.isTrue(0.12)
    return row
  }
}
