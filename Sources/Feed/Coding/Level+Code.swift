import Readings

/// A byte for what is written thousands of times. A case that is new gets a new code; none changes its own.
extension Level {
  var code: UInt8 {
    switch self {
    case .green: 0
    case .yellow: 1
    case .red: 2
    case .insufficient: 3
    case .nodata: 4
    case .error: 5
    }
  }

  init?(code: UInt8) {
    switch code {
    case 0: self = .green
    case 1: self = .yellow
    case 2: self = .red
    case 3: self = .insufficient
    case 4: self = .nodata
    case 5: self = .error
    default: return nil
    }
  }
}

extension Metric.Direction {
  var code: UInt8 {
    switch self {
    case .higherIsWorse: 0
    case .lowerIsWorse: 1
    case .eitherWay: 2
    }
  }

  init?(code: UInt8) {
    switch code {
    case 0: self = .higherIsWorse
    case 1: self = .lowerIsWorse
    case 2: self = .eitherWay
    default: return nil
    }
  }
}

extension Measurement.Evidence {
  var code: UInt8 {
    switch self {
    case .value: 0
    case .test(isBeyondChance: false): 1
    case .test(isBeyondChance: true): 2
    case .interval(isBeyondChance: false): 3
    case .interval(isBeyondChance: true): 4
    }
  }

  init?(code: UInt8) {
    switch code {
    case 0: self = .value
    case 1: self = .test(isBeyondChance: false)
    case 2: self = .test(isBeyondChance: true)
    case 3: self = .interval(isBeyondChance: false)
    case 4: self = .interval(isBeyondChance: true)
    default: return nil
    }
  }
}

extension Level: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.byte(code) }

  package init(from reader: inout FeedReader) throws(FeedError) {
    guard let level = Level(code: try reader.byte()) else { throw reader.error(.malformed) }
    self = level
  }
}
