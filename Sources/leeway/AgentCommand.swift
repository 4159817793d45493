import ArgumentParser
struct AgentCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "agent") }
