/// What the help says and where: keys in as many columns as fit, then the commands.
struct HelpLayout {
  enum Line: Equatable {
    case blank
    case heading(String)
    case key(keys: [Key], help: String)
    case command(usage: String, help: String)
  }

  /// A line and where it goes in its row.
  struct Cell: Equatable {
    var line: Line
    var x: Int
    var width: Int
  }

  /// From the top.
  var rows: [[Cell]]
  /// How many of them fit.
  var room: Int
  /// Columns of the whole.
  var width: Int

  init(_ state: DashboardState) {
    let count = state.width >= 130 ? 3 : state.width >= 74 ? 2 : 1
    let columnWidth = max(0, min(48, (state.width - 4) / count))
    width = count * columnWidth
    rows = Self.arrange(Self.keyLines(of: state), columns: count, width: columnWidth)
    // What commands do takes more words than keys do.
    let wide = count == 3 ? 2 : 1
    let commands: [Line] = CommandSet.all.map { .command(usage: $0.usage, help: $0.help) }
    rows += [[], [Cell(line: .heading("Commands"), x: 0, width: width)]]
    rows += Self.arrange(commands, columns: wide, width: width / wide)
    // The frame, and what the symbols mean.
    room = max(0, min(rows.count, state.height - 4))
  }

  /// Lines in columns, as even as their sections allow.
  private static func arrange(_ lines: [Line], columns count: Int, width: Int) -> [[Cell]] {
    var height = max(1, (lines.count + count - 1) / count)
    var columns = flow(lines, height: height)
    while columns.count > count {
      height += 1
      columns = flow(lines, height: height)
    }
    return (0..<(columns.map(\.count).max() ?? 0)).map { row in
      columns.enumerated().compactMap { index, column in
        column.indices.contains(row) ? Cell(line: column[row], x: index * width, width: width - 1) : nil
      }
    }
  }

  /// The keys that apply to the view, by what they are for.
  private static func keyLines(of state: DashboardState) -> [Line] {
    var lines: [Line] = []
    let bindings = state.keyMap.bindings(in: state.screen).filter { !$0.keys.isEmpty }
    for group in KeyMap.Group.allCases {
      var section: [Line] = []
      for binding in bindings where binding.group == group {
        guard case .focusPane(let number) = binding.action else {
          section.append(.key(keys: binding.keys, help: binding.help))
          continue
        }
        let panes = state.screen.panes
        guard number >= 1, number <= panes.count else { continue }
        section.append(.key(keys: binding.keys, help: "pane \(panes[number - 1].title)"))
      }
      append(section, group.rawValue, to: &lines)
    }
    return lines
  }

  private static func append(_ section: [Line], _ title: String, to lines: inout [Line]) {
    guard !section.isEmpty else { return }
    if !lines.isEmpty { lines.append(.blank) }
    lines += [.heading(title)] + section
  }

  /// Fills columns of so many lines; none begins with a gap or ends with a heading.
  private static func flow(_ lines: [Line], height: Int) -> [[Line]] {
    var columns: [[Line]] = []
    var column: [Line] = []
    for line in lines {
      if column.isEmpty, line == .blank { continue }
      if case .heading = line, column.count == height - 1, height > 1 {
        columns.append(column)
        column = []
      }
      column.append(line)
      if column.count == height {
        columns.append(column)
        column = []
      }
    }
    if !column.isEmpty { columns.append(column) }
    return columns
  }
}
