import Foundation
import Measuring

/// Lines of the workload, over and over, each time with another id and a later time.
package struct LineFeed {
  private struct Place {
    var start: Int
    var end: Int
    /// Where the ten digits of the id begin.
    var id: Int
    /// Where `2026-03-02T00:00:00.125` begins.
    var time: Int
  }

  private var bytes: [UInt8] = []
  private var places: [Place] = []
  private let step: Double
  private var moment: Double
  private var clockText: [UInt8] = []
  private var clockSecond = Int.min
  /// Lines handed out.
  package private(set) var count = 0

  /// - Parameters:
  ///   - sample: a prediction log of the workload; its first 20,000 lines are taken.
  ///   - start: event time of the first line, in Unix seconds.
  ///   - step: seconds of event time from one line to the next.
  package init(sample: URL, start: Double, step: Double) throws {
    self.step = step
    moment = start
    let text = try String(contentsOf: sample, encoding: .utf8)
    for line in text.split(separator: "\n").prefix(20_000) {
      guard let features = line.range(of: "\"model_version\"") else {
        throw BenchmarkError("\(sample.path): not a log of the workload")
      }
      var place = Place(start: bytes.count, end: 0, id: 0, time: 0)
      bytes += Array("{\"ts\":\"".utf8)
      place.time = bytes.count
      bytes += Array("0000-00-00T00:00:00.000Z\",\"request_id\":\"".utf8)
      place.id = bytes.count
      bytes += Array("0000000000\",".utf8)
      bytes += Array(line[features.lowerBound...].utf8)
      bytes.append(UInt8(ascii: "\n"))
      place.end = bytes.count
      places.append(place)
    }
    guard !places.isEmpty else { throw BenchmarkError("\(sample.path) is empty") }
  }

  /// The next lines.
  ///
  /// - Parameter labels: filled with the labels of every other line, at the same time.
  package mutating func take(_ lines: Int, into buffer: inout [UInt8], labels: inout [UInt8]) {
    buffer.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
    for _ in 0..<lines {
      let place = places[count % places.count]
      writeTime(at: place.time)
      writeNumber(count, digits: 10, at: place.id)
      buffer.append(contentsOf: bytes[place.start..<place.end])
      if count.isMultiple(of: 2) {
        labels.append(contentsOf: "{\"request_id\":\"".utf8)
        labels.append(contentsOf: bytes[place.id..<place.id + 10])
        labels.append(contentsOf: "\",\"label\":\(count / 2 % 2),\"ts\":\"".utf8)
        labels.append(contentsOf: bytes[place.time..<place.time + 24])
        labels.append(contentsOf: "\"}\n".utf8)
      }
      count += 1
      moment += step
    }
  }

  private mutating func writeTime(at place: Int) {
    let second = Int(moment)
    if second != clockSecond {
      clockSecond = second
      clockText = Array(Date(timeIntervalSince1970: Double(second)).formatted(.iso8601).utf8.prefix(19))
    }
    for index in 0..<19 { bytes[place + index] = clockText[index] }
    writeNumber(Int((moment - Double(second)) * 1000), digits: 3, at: place + 20)
  }

  private mutating func writeNumber(_ number: Int, digits: Int, at place: Int) {
    var rest = number
    for index in stride(from: place + digits - 1, through: place, by: -1) {
      bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
  }
}
