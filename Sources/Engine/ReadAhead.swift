import Foundation
import Ingest
import Records

/// Reads and decodes ahead of the engine on threads of its own, file by file in order.
///
/// The engine takes the portions of a file in the order of its lines, so that neither the number of threads nor their
/// timing can change a result. While it waits for one it decodes, too. With no thread beside the engine's everything
/// happens when it is asked for.
///
/// `@unchecked Sendable`: every lane is behind the lock, and a file is read by one thread at a time.
final class ReadAhead: @unchecked Sendable {
  /// The portions of one file.
  final class Lane {
    let file: TailedFile
    /// Somebody is reading the file at this moment.
    fileprivate var isReading = false
    /// Blocks read, and portions handed over.
    fileprivate var read = 0
    fileprivate var taken = 0
    fileprivate var ready: [Int: Portion] = [:]
    /// The file has nothing more at the moment, or could not be read further.
    fileprivate var hasEnded = false
    fileprivate var failure: IngestError?

    init(file: TailedFile) {
      self.file = file
    }

    fileprivate func isReadable(ahead depth: Int) -> Bool { !isReading && !hasEnded && read - taken < depth }
  }

  /// Blocks that a file is read ahead.
  private static let depth = 6

  private let condition = NSCondition()
  /// The files that have been asked for more than once, the latest first.
  private var lanes: [Lane] = []
  private var isPaused = false
  private var hasStopped = false
  private let maker: PortionMaker
  private let threads: Int

  /// - Parameters:
  ///   - threads: in all, the engine's included.
  ///   - makePortionMaker: one for each thread.
  init(threads: Int, makePortionMaker: @escaping @Sendable () -> PortionMaker) {
    self.threads = max(1, threads)
    maker = makePortionMaker()
    for _ in 1..<self.threads {
      let thread = Thread { [self] in
        let maker = makePortionMaker()
        while workOnce(with: maker) {}
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Ends the threads, each after what it has under way; until then they keep this object.
  func stop() {
    condition.withLock {
      hasStopped = true
      condition.broadcast()
    }
  }

  // MARK: - The engine's side

  /// The next portion of a file; `nil` if it has nothing more at the moment. What was read before an error is handed
  /// over before the error is thrown.
  func take(_ lane: Lane) throws(IngestError) -> Portion? {
    condition.lock()
    defer { condition.unlock() }
    if threads > 1, lane.taken > 0, lanes.first !== lane {
      lanes.removeAll { $0 === lane }
      lanes.insert(lane, at: 0)
    }
    while true {
      if let portion = lane.ready.removeValue(forKey: lane.taken) {
        lane.taken += 1
        condition.broadcast()
        return portion
      }
      if lane.hasEnded, lane.taken == lane.read {
        lanes.removeAll { $0 === lane }
        guard let failure = lane.failure else { return nil }
        lane.failure = nil
        throw failure
      }
      if lane.isReadable(ahead: Self.depth) { produce(lane, with: maker) } else { condition.wait() }
    }
  }

  /// The file may have more now.
  func reopen(_ lane: Lane) {
    condition.withLock { lane.hasEnded = false }
  }

  /// Runs `body` while no file is being read.
  func whileQuiet<Result>(_ body: () -> Result) -> Result {
    condition.lock()
    isPaused = true
    while lanes.contains(where: \.isReading) { condition.wait() }
    condition.unlock()
    defer {
      condition.withLock {
        isPaused = false
        condition.broadcast()
      }
    }
    return body()
  }

  // MARK: - Any thread

  /// Makes one portion ahead, or waits until there is something to do. False when it is over.
  private func workOnce(with maker: PortionMaker) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while !hasStopped {
      if !isPaused, let lane = lanes.first(where: { $0.isReadable(ahead: Self.depth) }) {
        produce(lane, with: maker)
        return true
      }
      condition.wait()
    }
    return false
  }

  /// Reads and decodes the file's next block. Called with the lock held; lets go of it for the work.
  private func produce(_ lane: Lane, with maker: PortionMaker) {
    lane.isReading = true
    condition.unlock()
    let block: Result<LineBlock?, IngestError>
    do throws(IngestError) {
      block = .success(try lane.file.nextBlock())
    } catch {
      block = .failure(error)
    }
    let path = lane.file.path
    let writtenBy = lane.file.modified
    condition.lock()
    lane.isReading = false
    let number = lane.read
    switch block {
    case .failure(let error):
      lane.failure = error
      lane.hasEnded = true
    case .success(nil):
      lane.hasEnded = true
    case .success(let block?):
      lane.read += 1
      condition.broadcast()
      condition.unlock()
      let portion = maker.portion(of: block, kind: lane.file.kind, path: path, writtenBy: writtenBy)
      condition.lock()
      lane.ready[number] = portion
    }
    condition.broadcast()
  }
}
