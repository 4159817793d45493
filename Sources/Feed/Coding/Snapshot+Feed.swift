import Notation
import Readings

extension Snapshot.Mode: FeedValue {
  package func write(to writer: inout FeedWriter) {
    switch self {
    case .live: writer.byte(0)
    case .replay(let speed, let isPaused):
      writer.byte(1)
      speed.write(to: &writer)
      isPaused.write(to: &writer)
    case .ended: writer.byte(2)
    }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    switch try reader.byte() {
    case 0: self = .live
    case 1:
      let speed = try Double?(from: &reader)
      self = .replay(speed: speed, isPaused: try Bool(from: &reader))
    case 2: self = .ended
    default: throw reader.error(.malformed)
    }
  }
}

extension FeatureProfile: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.text(name)
    writer.byte(kind == .numeric ? 0 : 1)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let name = try reader.text()
    switch try reader.byte() {
    case 0: self.init(name: name, kind: .numeric)
    case 1: self.init(name: name, kind: .categorical)
    default: throw reader.error(.malformed)
    }
  }
}

extension LogLine: FeedValue {
  package func write(to writer: inout FeedWriter) {
    time.write(to: &writer)
    writer.name(severity)
    message.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let time = try Instant(from: &reader)
    let severity = try reader.name(Severity.self)
    let message = try String(from: &reader)
    self.init(time: time, severity: severity, message: message)
  }
}

extension AgentStatus: FeedValue {
  package func write(to writer: inout FeedWriter) {
    process.write(to: &writer)
    version.write(to: &writer)
    started.write(to: &writer)
    storedAt.write(to: &writer)
    stateDirectory.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let process = try Int(from: &reader)
    let version = try String(from: &reader)
    let started = try Instant(from: &reader)
    let storedAt = try Instant?(from: &reader)
    let stateDirectory = try String(from: &reader)
    self.init(process: process, version: version, started: started, storedAt: storedAt, stateDirectory: stateDirectory)
  }
}
