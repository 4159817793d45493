import Alerting
import Windows

/// What the store remembers of its rows, so that it writes only what has changed and keeps the manifest right.
struct StateIndex {
  struct Entry: Equatable {
    var seal: Int64
    var bytes: Int
  }

  struct Text: Equatable {
    var seal: Int64
    var text: String
  }

  struct Alert {
    var instance: AlertInstance
    var seal: Int64
    var bytes: Int
  }

  struct Group {
    var group: NoticeGroup
    var seal: Int64
    var bytes: Int
  }

  var manifest = StateManifest()
  /// By kind and number.
  var parts: [String: [Int: Entry]] = [:]
  /// By number.
  var sources: [Text] = []
  var cells: [PartName] = []
  var alerts: [AlertIdentity: Alert] = [:]
  /// By key.
  var groups: [String: Group] = [:]
  var people = PeopleBook()
  var audit = AuditChain.Head.none
}
