import Notation
import Readings

extension IngestStatus: FeedValue {
  package func write(to writer: inout FeedWriter) {
    for count in [lines, records, invalidValues, late, labels, joined, unmatched, duplicates, pending] {
      count.write(to: &writer)
    }
    writer.bits(rate)
    progress.write(to: &writer)
    writer.count(bad.count)
    for (reason, count) in bad {
      writer.text(reason)
      count.write(to: &writer)
    }
    sources.write(to: &writer)
    examples.write(to: &writer)
    labelProgress.write(to: &writer)
    actions.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    self.init()
    lines = try Int(from: &reader)
    records = try Int(from: &reader)
    invalidValues = try Int(from: &reader)
    late = try Int(from: &reader)
    labels = try Int(from: &reader)
    joined = try Int(from: &reader)
    unmatched = try Int(from: &reader)
    duplicates = try Int(from: &reader)
    pending = try Int(from: &reader)
    rate = try reader.double()
    progress = try Double?(from: &reader)
    for _ in 0..<(try reader.count()) {
      let reason = try reader.text()
      bad.append((reason, try Int(from: &reader)))
    }
    sources = try [SourceStatus](from: &reader)
    examples = try [BadLine](from: &reader)
    labelProgress = try [LabelProgress](from: &reader)
    actions = try [ActionStatus](from: &reader)
  }
}

extension IngestChange: FeedValue {
  package func write(to writer: inout FeedWriter) {
    figures.write(to: &writer)
    sources.write(to: &writer)
    examples.write(to: &writer)
    labelProgress.write(to: &writer)
    actions.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    self.init()
    figures = try IngestStatus?(from: &reader)
    sources = try [SourceStatus]?(from: &reader)
    examples = try [BadLine]?(from: &reader)
    labelProgress = try [LabelProgress]?(from: &reader)
    actions = try [ActionStatus]?(from: &reader)
  }
}
