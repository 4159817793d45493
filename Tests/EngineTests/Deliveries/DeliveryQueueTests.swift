import Alerting
import Foundation
import LoopbackHTTP
import Notation
import Testing

@testable import Engine

@Suite("The delivery queue")
struct DeliveryQueueTests {
  private let limit = TimeSpan(seconds: 40)
  private let note = Action(name: "note", kind: .log)

  private func redAlert(episode: Int = 1) -> AlertInstance {
    var instance = AlertInstance(identity: driftAlert, since: noon)
    instance.state = .firing
    instance.level = .red
    instance.episode = episode
    return instance
  }

  @Test("The beginning is stored before a webhook is sent, and the end after it")
  func orderOfWebhook() throws {
    let events = EventLog()
    let server = try LoopbackServer { _, _ in
      events.append("arrived")
      return .status(200)
    }
    let action = webhookAction(server.url())
    let bench = QueueBench([action], events: events)
    bench.queue.add([plannedDelivery(of: action)])
    #expect(bench.queue.drain(within: limit))
    #expect(events.all == ["running", "arrived", "succeeded"])
    #expect(bench.stored.map(\.attempts) == [1, 1])
  }

  @Test("The beginning is stored before a line is logged")
  func orderOfLog() {
    let bench = QueueBench([note])
    bench.queue.add([plannedDelivery(of: note)])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.events.all == ["running", "logged", "succeeded"])
  }

  @Test("A program's end and output are told")
  func program() throws {
    let folder = try ScriptFolder()
    let action = execAction()
    let bench = QueueBench([action], directory: folder.path)
    let script = try folder.script("echo \"to $1\"; exit 3")
    bench.queue.add([plannedDelivery(of: action, arguments: [script, "v1"])])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.map(\.state) == [.running, .failed])
    #expect(bench.stored.last?.lastError == "exit status 3")
    #expect(bench.outputs == ["to v1\n"])
    #expect(bench.stored.last?.output == "to v1\n")
  }

  @Test("A program runs in the directory that its action names")
  func workingDirectory() throws {
    let (folder, other) = (try ScriptFolder(), try ScriptFolder())
    let action = Action(name: "rollback", kind: .exec(.init(argv: [], workingDirectory: other.path)))
    let bench = QueueBench([action], directory: folder.path)
    bench.queue.add([plannedDelivery(of: action, arguments: [try folder.script("pwd -P")])])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.last?.output == other.path + "\n")
  }

  @Test("Output that was cut is kept with a note of what is missing")
  func longOutput() throws {
    let folder = try ScriptFolder()
    let action = execAction()
    let bench = QueueBench([action], directory: folder.path)
    bench.queue.add([
      plannedDelivery(of: action, arguments: [try folder.script("head -c 70000 /dev/zero | tr '\\0' x")])
    ])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.last?.output == String(repeating: "x", count: 65_536) + "\n… 4464 more bytes")
  }

  @Test("Nothing is attempted whose beginning cannot be stored, and it is tried again later")
  func refusedBeginning() throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    let action = webhookAction(server.url())
    let bench = QueueBench([action])
    bench.refuse { $0.state == .running }
    bench.queue.add([plannedDelivery(of: action)])
    #expect(eventually { bench.failures == 1 })
    #expect(bench.queue.drain(within: limit))
    #expect(server.requests.isEmpty)
    #expect(bench.stored.isEmpty)

    bench.refuse { _ in false }
    bench.advance(TimeSpan(seconds: 5))
    #expect(bench.queue.drain(within: limit))
    #expect(server.requests.count == 1)
    #expect(bench.stored.map(\.state) == [.running, .succeeded])
    #expect(bench.stored.map(\.attempts) == [1, 1])
  }

  @Test("An outcome that cannot be stored is stored later, without another attempt")
  func refusedEnd() throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    let action = webhookAction(server.url())
    let bench = QueueBench([action])
    bench.refuse { $0.state == .succeeded }
    bench.queue.add([plannedDelivery(of: action)])
    #expect(eventually { bench.failures == 1 })
    bench.refuse { _ in false }
    #expect(bench.queue.drain(within: limit))
    bench.advance(TimeSpan(seconds: 5))
    #expect(bench.queue.drain(within: limit))
    #expect(server.requests.count == 1)
    #expect(bench.stored.map(\.state) == [.running, .succeeded])
  }

  @Test("A webhook that failed is sent again under the same id when its time has come")
  func retry() throws {
    let server = try LoopbackServer { _, earlier in .status(earlier == 0 ? 500 : 200) }
    let action = webhookAction(server.url())
    let bench = QueueBench([action])
    bench.queue.add([plannedDelivery(of: action)])
    #expect(bench.queue.drain(within: limit))
    let failed = try #require(bench.stored.last)
    #expect(failed.state == .planned)
    #expect(failed.lastError == "HTTP 500")
    let next = try #require(failed.nextAttempt)
    #expect(next > bench.now)

    bench.advance(next - bench.now - TimeSpan(microseconds: 1))
    #expect(bench.queue.drain(within: limit))
    #expect(server.requests.count == 1)
    bench.advance(TimeSpan(microseconds: 1))
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.map(\.state) == [.running, .planned, .running, .succeeded])
    #expect(bench.stored.last?.attempts == 2)
    #expect(server.requests.map { $0.headers["webhook-id"] } == [failed.id, failed.id])
  }

  @Test("A refused connection is tried again, a 404 and a redirect are not")
  func transitions() throws {
    let server = try LoopbackServer { request, _ in
      request.target == "/moved" ? .status(302, headers: ["location": "/"]) : .status(404)
    }
    let actions = [
      webhookAction("http://127.0.0.1:\(try LoopbackServer.deadPort())/", name: "dead"),
      webhookAction(server.url("/gone"), name: "gone"), webhookAction(server.url("/moved"), name: "moved"),
    ]
    let bench = QueueBench(actions)
    bench.queue.add(actions.map { plannedDelivery(of: $0) })
    #expect(bench.queue.drain(within: limit))
    let last = Dictionary(bench.stored.map { ($0.action, $0) }) { $1 }
    #expect(last["dead"]?.state == .planned)
    #expect(last["dead"]?.lastError == "cannot connect")
    #expect(last["gone"]?.state == .failed)
    #expect(last["moved"]?.state == .failed)
    #expect(last["moved"]?.lastError == "HTTP 302: redirects are not followed")
    #expect(server.requests.map(\.target).sorted() == ["/gone", "/moved"])
  }

  @Test("An endpoint that does not answer holds up no other lane, and drain has a limit")
  func deadEndpoint() throws {
    let dead = try LoopbackServer { _, _ in .never }
    let live = try LoopbackServer { _, _ in .status(200) }
    let (hanging, working) = (webhookAction(dead.url(), name: "dead"), webhookAction(live.url(), name: "live"))
    let bench = QueueBench([hanging, working], webhookTimeout: .minutes(5))
    bench.queue.add([plannedDelivery(of: hanging)])
    #expect(eventually { dead.requests.count == 1 })
    bench.queue.add((1...3).map { plannedDelivery(of: working, episode: $0) })
    #expect(eventually { bench.stored.count { $0.state == .succeeded } == 3 })
    #expect(!bench.queue.drain(within: TimeSpan(microseconds: 50_000)))
    #expect(dead.requests.count == 1)
  }

  @Test("Deliveries of one action are made one at a time, in the order of their coming")
  func oneAtATime() throws {
    let folder = try ScriptFolder()
    let script = try folder.script("echo \"begin $1\" >> trace; sleep 0.05; echo \"end $1\" >> trace")
    let action = execAction()
    let bench = QueueBench([action], directory: folder.path)
    bench.queue.add((1...3).map { plannedDelivery(of: action, episode: $0, arguments: [script, String($0)]) })
    #expect(bench.queue.drain(within: limit))
    #expect(folder.text("trace") == "begin 1\nend 1\nbegin 2\nend 2\nbegin 3\nend 3\n")
  }

  @Test("A delivery is taken once, and only while it is planned")
  func takenOnce() {
    let bench = QueueBench([note])
    let delivery = plannedDelivery(of: note)
    var later = delivery
    later.nextAttempt = noon + .hours(1)
    var dryRun = plannedDelivery(of: note, episode: 2)
    dryRun.state = .dryRun
    bench.queue.add([later, later, dryRun])
    bench.queue.add([delivery])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.events.all.isEmpty)
    bench.advance(.hours(1))
    #expect(bench.queue.drain(within: limit))
    #expect(bench.events.all == ["running", "logged", "succeeded"])
  }

  @Test("A program with only_if_still runs only while its alert stands", arguments: [true, false])
  func onlyIfStill(isStanding: Bool) throws {
    let folder = try ScriptFolder()
    let script = try folder.script("touch ran")
    let action = execAction(onlyIfStill: .red)
    let bench = QueueBench([action], directory: folder.path)
    bench.setInstance(redAlert(episode: isStanding ? 1 : 2))
    bench.queue.add([plannedDelivery(of: action, arguments: [script])])
    #expect(bench.queue.drain(within: limit))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/ran") == isStanding)
    #expect(bench.stored.map(\.state) == (isStanding ? [.running, .succeeded] : [.suppressed(.levelChanged)]))
    #expect(bench.stored.last?.attempts == (isStanding ? 1 : 0))
  }

  @Test("A program is not run for a transition that has grown old")
  func stale() throws {
    let folder = try ScriptFolder()
    let action = execAction()
    let bench = QueueBench([action], directory: folder.path)
    let old = plannedDelivery(
      of: action, at: noon - .hours(1) - TimeSpan(microseconds: 1), arguments: [try folder.script("touch ran")])
    bench.queue.add([old])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.map(\.state) == [.suppressed(.stale)])
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/ran"))
  }

  @Test("A program that a person has approved does not grow old by its transition, but by the approval")
  func approved() throws {
    let folder = try ScriptFolder()
    let action = execAction()
    let bench = QueueBench([action], directory: folder.path)
    let script = try folder.script("echo ran")
    var recent = plannedDelivery(of: action, at: noon - .hours(9), arguments: [script])
    recent.approvedAt = noon
    var old = plannedDelivery(of: action, episode: 2, at: noon - .hours(9), arguments: [script])
    old.approvedAt = noon - .hours(2)
    bench.queue.add([recent, old])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.map(\.state) == [.running, .succeeded, .suppressed(.stale)])
  }

  @Test("A delivery whose action is gone, or has become another's, fails and says so")
  func actionGone() {
    let bench = QueueBench([Action(name: "hook", kind: .log)])
    bench.queue.add([plannedDelivery(of: webhookAction("http://127.0.0.1/")), plannedDelivery(of: execAction())])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.map(\.state) == [.failed, .failed])
    let reasons = bench.stored.compactMap(\.lastError).sorted()
    #expect(
      reasons == ["there is no exec action 'rollback' any more", "there is no webhook action 'hook' any more"])
  }
}

@Suite("Stopping the delivery queue")
struct DeliveryQueueStopTests {
  @Test("A webhook without an answer stays running in the store")
  func hangingWebhook() throws {
    let server = try LoopbackServer { _, _ in .never }
    let action = webhookAction(server.url())
    let bench = QueueBench([action], webhookTimeout: TimeSpan(seconds: 1))
    bench.queue.add([plannedDelivery(of: action)])
    #expect(eventually { bench.stored.map(\.state) == [.running] })
    #expect(!bench.queue.stop(within: TimeSpan(microseconds: 20_000)))
    // The attempt then ends by its own timeout, and nobody is told any more.
    #expect(bench.queue.drain(within: TimeSpan(seconds: 40)))
    #expect(bench.stored.map(\.state) == [.running])
    #expect(bench.failures == 0)
  }

  @Test("A program that goes on past the limit is ended, and the ledger says so")
  func longProgram() throws {
    let folder = try ScriptFolder()
    let action = execAction(timeout: .hours(1))
    let bench = QueueBench([action], directory: folder.path)
    bench.queue.add([plannedDelivery(of: action, arguments: [try folder.script("echo $$ > pid; sleep 600")])])
    #expect(eventually { pid_t(folder.text("pid").dropLast()) != nil })
    let pid = try #require(pid_t(folder.text("pid").dropLast()))
    #expect(bench.queue.stop(within: TimeSpan(microseconds: 20_000)))
    #expect(bench.stored.map(\.state) == [.running, .timedOut])
    #expect(bench.stored.last?.lastError == "ended because the agent stopped")
    #expect(!isRunning(pid))
  }

  @Test("A program that ends within the limit is not disturbed, and nothing begins any more")
  func shortProgram() throws {
    let folder = try ScriptFolder()
    let script = try folder.script("touch started; while [ ! -e go ]; do sleep 0.02; done; echo done")
    let action = execAction()
    let bench = QueueBench([action], directory: folder.path)
    bench.queue.add((1...2).map { plannedDelivery(of: action, episode: $0, arguments: [script]) })
    #expect(eventually { FileManager.default.fileExists(atPath: folder.path + "/started") })
    Thread.detachNewThread {
      _ = eventually { !bench.queue.isOpen }
      _ = FileManager.default.createFile(atPath: folder.path + "/go", contents: nil)
    }
    #expect(bench.queue.stop(within: TimeSpan(seconds: 40)))
    bench.queue.add([plannedDelivery(of: action, episode: 3, arguments: [script])])
    #expect(bench.stored.map(\.state) == [.running, .succeeded])
    #expect(bench.outputs == ["done\n"])
  }

  @Test("An idle queue stops at once")
  func idle() {
    let bench = QueueBench([Action(name: "note", kind: .log)])
    #expect(bench.queue.stop(within: TimeSpan(seconds: 40)))
  }
}
