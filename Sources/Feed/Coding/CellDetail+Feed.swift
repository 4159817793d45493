import Notation
import Readings

extension CellDetail: FeedValue {
  package func write(to writer: inout FeedWriter) {
    reliability.write(to: &writer)
    confusions.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let reliability = try [ReliabilityBin](from: &reader)
    let confusions = try [Confusion](from: &reader)
    self.init(reliability: reliability, confusions: confusions)
  }
}

extension CellDetail.ReliabilityBin: FeedValue {
  package func write(to writer: inout FeedWriter) {
    meanScore.write(to: &writer)
    positiveRate.write(to: &writer)
    low.write(to: &writer)
    high.write(to: &writer)
    n.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let meanScore = try Double?(from: &reader)
    let positiveRate = try Double?(from: &reader)
    let low = try Double?(from: &reader)
    let high = try Double?(from: &reader)
    let n = try Int(from: &reader)
    self.init(meanScore: meanScore, positiveRate: positiveRate, low: low, high: high, n: n)
  }
}

extension CellDetail.Confusion: FeedValue {
  package func write(to writer: inout FeedWriter) {
    actual.write(to: &writer)
    predicted.write(to: &writer)
    n.write(to: &writer)
    writer.bits(share)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let actual = try String(from: &reader)
    let predicted = try String(from: &reader)
    let n = try Int(from: &reader)
    let share = try reader.double()
    self.init(actual: actual, predicted: predicted, n: n, share: share)
  }
}

extension GroupComparison: FeedValue {
  package func write(to writer: inout FeedWriter) {
    groups.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let groups = try [Group](from: &reader)
    self.init(groups: groups)
  }
}

extension GroupComparison.Group: FeedValue {
  package func write(to writer: inout FeedWriter) {
    name.write(to: &writer)
    value.write(to: &writer)
    low.write(to: &writer)
    high.write(to: &writer)
    n.write(to: &writer)
    isLeftOut.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let name = try String(from: &reader)
    let value = try Double?(from: &reader)
    let low = try Double?(from: &reader)
    let high = try Double?(from: &reader)
    let n = try Int(from: &reader)
    let isLeftOut = try Bool(from: &reader)
    self.init(name: name, value: value, low: low, high: high, n: n, isLeftOut: isLeftOut)
  }
}
