import Notation
import Readings

/// Asking before a decision. Enter goes from field to field and ends on Cancel; only the button of the act, which can be
/// reached when nothing is wrong any more, has the decision carried out.
extension DashboardState {
  /// Asks about the selected alert, or says why that cannot be.
  ///
  /// - Parameters:
  ///   - reason: What already stands in the field.
  ///   - span: How long to silence; an hour unless it is said.
  mutating func openDialog(_ kind: DecisionKind, reason: String = "", span: TimeSpan? = nil) {
    let verb = kind.rawValue
    if let refusal {
      notice = Notice("cannot \(verb): \(refusal)", isRefusal: true)
      return
    }
    guard let alert = currentAlert else {
      let key = keyMap.keyName(of: .show(.alerts), in: screen)
      let hint = screen == .alerts ? "" : "; select one in the list of alerts" + (key.map { " (\($0))" } ?? "")
      notice = Notice("no alert to \(verb)\(hint)", isRefusal: true)
      return
    }
    let waiting = alert.deliveries.filter(\.waitsForPerson)
    if kind.needsConfirmation, waiting.isEmpty {
      let last = alert.deliveries.last.map { "; newest action: \($0.text)" } ?? "; no action was planned"
      notice = Notice("nothing of \(alert.rule) waits for approval\(last)", isRefusal: true)
      return
    }
    prompt = nil
    isHelpOpen = false
    dialog = DecisionDialog(kind, about: alert, waiting: waiting, person: person, reason: reason, span: span)
  }

  mutating func pressInDialog(_ key: Key) -> [DashboardEffect] {
    guard let open = dialog else { return [] }
    let isOnButton = open.focus == .cancel || open.focus == .act
    switch key {
    case .escape: cancelDialog()
    case .enter: return enterInDialog()
    case .tab: moveDialogFocus(by: 1)
    case .backTab: moveDialogFocus(by: -1)
    case .up, .down:
      let step = key == .up ? -1 : 1
      if open.focus != .delivery || !chooseDelivery(by: step) { moveDialogFocus(by: step) }
    case .left where isOnButton: moveDialogFocus(by: -1)
    case .right where isOnButton: moveDialogFocus(by: 1)
    case .character(" ") where open.focus == .falseAlarm: dialog?.isFalseAlarm.toggle()
    default: _ = dialog?[open.focus]?.press(key)
    }
    return []
  }

  /// A click on a part; buttons act at once, but not the one that changes production: it is only chosen, and the
  /// second click is the decision.
  mutating func clickInDialog(_ part: DecisionDialog.Part) -> [DashboardEffect] {
    guard let open = dialog, open.parts.contains(part) else { return [] }
    switch part {
    case .cancel:
      cancelDialog()
      return []
    case .act:
      guard DialogCheck(open, in: self).isReady else { return [] }
      let isSecond = open.focus == .act
      dialog?.focus = .act
      return isSecond || !open.kind.needsConfirmation ? enterInDialog() : []
    case .falseAlarm:
      dialog?.focus = part
      dialog?.isFalseAlarm.toggle()
    case .delivery, .person, .reason, .span, .confirmation: dialog?.focus = part
    }
    return []
  }

  /// Returns whether there was another one in that direction.
  mutating func chooseDelivery(by step: Int) -> Bool {
    guard let open = dialog else { return false }
    let waiting = DialogCheck(open, in: self).waiting
    let index = waiting.firstIndex { $0.id == open.delivery?.id }
    let next = index.map { $0 + step } ?? 0
    guard waiting.indices.contains(next) else { return false }
    choose(waiting[next])
    return true
  }

  /// What was typed to confirm one action does not confirm another.
  mutating func choose(_ delivery: DeliveryStatus) {
    guard dialog?.delivery?.id != delivery.id else { return }
    dialog?.delivery = delivery
    dialog?.confirmation = LineEditor()
  }

  private mutating func cancelDialog() {
    dialog = nil
    notice = Notice("cancelled: nothing was done")
  }

  private mutating func moveDialogFocus(by step: Int) {
    guard let open = dialog else { return }
    let isReady = DialogCheck(open, in: self).isReady
    let parts = open.parts.filter { isReady || $0 != .act }
    guard let index = parts.firstIndex(of: open.focus) else {
      dialog?.focus = .cancel
      return
    }
    dialog?.focus = parts[(index + step + parts.count) % parts.count]
  }

  private mutating func enterInDialog() -> [DashboardEffect] {
    guard let open = dialog else { return [] }
    switch open.focus {
    case .cancel: cancelDialog()
    case .act:
      guard DialogCheck(open, in: self).isReady, let request = open.request else {
        // Things have changed since the button was reached.
        dialog?.focus = .cancel
        return []
      }
      person = request.by
      dialog = nil
      let what =
        open.delivery.map { "\(open.kind.rawValue) \($0.action)" } ?? "\(open.kind.rawValue) \(open.alert.rule)"
      notice = Notice("asking: \(what)")
      return [.decide(request)]
    default: moveDialogFocus(by: 1)
    }
    return []
  }
}

extension KeyMap {
  /// The first key of an action in a view, as the footer names it.
  func keyName(of action: Action, in screen: Screen) -> String? {
    bindings.first { $0.action == action && $0.applies(to: screen) }?.keys.first?.name(glyphs: Glyphs(isUnicode: true))
  }
}
