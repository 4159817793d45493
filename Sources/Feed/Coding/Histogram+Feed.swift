import Notation
import Readings

extension HistogramKey: FeedValue {
  package func write(to writer: inout FeedWriter) {
    feature.write(to: &writer)
    segment.write(to: &writer)
    window.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let feature = try String(from: &reader)
    let segment = try String(from: &reader)
    let window = try String(from: &reader)
    self.init(feature: feature, segment: segment, window: window)
  }
}

extension Histogram: FeedValue {
  package func write(to writer: inout FeedWriter) {
    bins.write(to: &writer)
    referenceCount.write(to: &writer)
    currentCount.write(to: &writer)
    referenceNulls.write(to: &writer)
    currentNulls.write(to: &writer)
    referenceMoments.write(to: &writer)
    currentMoments.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let bins = try [Bin](from: &reader)
    let referenceCount = try Int(from: &reader)
    let currentCount = try Int(from: &reader)
    let referenceNulls = try Int(from: &reader)
    let currentNulls = try Int(from: &reader)
    let referenceMoments = try Moments?(from: &reader)
    let currentMoments = try Moments?(from: &reader)
    self.init(
      bins: bins, referenceCount: referenceCount, currentCount: currentCount, referenceNulls: referenceNulls,
      currentNulls: currentNulls, referenceMoments: referenceMoments, currentMoments: currentMoments)
  }
}

extension Histogram.Bin: FeedValue {
  package func write(to writer: inout FeedWriter) {
    label.write(to: &writer)
    writer.bits(reference)
    writer.bits(current)
    writer.bits(contribution)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let label = try String(from: &reader)
    let reference = try reader.double()
    let current = try reader.double()
    let contribution = try reader.double()
    self.init(label: label, reference: reference, current: current, contribution: contribution)
  }
}

extension Histogram.Moments: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.bits(mean)
    writer.bits(standardDeviation)
    writer.bits(median)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let mean = try reader.double()
    let standardDeviation = try reader.double()
    let median = try reader.double()
    self.init(mean: mean, standardDeviation: standardDeviation, median: median)
  }
}
