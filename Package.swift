// swift-tools-version: 6.2

import PackageDescription

/// Warnings are errors where the build is judged (CI sets `LEEWAY_STRICT=1`), and only in our own targets.
let strict = Context.environment["LEEWAY_STRICT"] == "1"
let settings: [SwiftSetting] = strict ? [.treatAllWarnings(as: .error)] : []

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// One module of the house: its folder under `Sources/`, and what it may import.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a module; `data` are folders that they read by path.
func tests(of name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + (name == "Architecture" ? [] : [.byName(name: name)]),
    exclude: data, swiftSettings: settings)
}

let package = Package(
  name: "leeway",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "leeway", targets: ["leeway"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .executableTarget(
      name: "leeway",
      dependencies: [
        argumentParser, logging, "Alerting", "Configuration", "Dashboard", "Engine", "Ingest", "Notation", "Readings",
        "Records", "Simulation", "Terminal", "Windows",
      ],
      swiftSettings: settings),

    // The dashboard: pure drawing, and the terminal that shows it.
    module("Terminal", ["CNcurses", "Dashboard", "Notation", "Readings"]),
    module("Dashboard", ["Notation", "Readings", "Statistics"]),

    // The engine: wires sources to windows to alerts.
    module(
      "Engine",
      [
        "Alerting", "CZlib", "Configuration", "Feed", "Ingest", "Notation", "Readings", "Records", "Statistics",
        "Windows", crypto, grdb, logging,
      ]),
    module(
      "Configuration", ["Alerting", "Ingest", "Notation", "Readings", "Records", "Simulation", "Windows", yams]),
    module("Simulation", ["CZlib", "Notation"]),

    // What is decided, without side effects.
    module("Alerting", ["Notation", "Readings", mustache]),
    module("Windows", ["Notation", "Readings", "Records", "Statistics"]),
    module("Statistics", []),

    // What comes in, what comes out, and how both are written.
    module("Ingest", ["CZlib", "CZstd", "Notation", "Records"]),
    module("Records", ["CSimdjson", "Notation"]),
    module("Feed", ["Notation", "Readings"]),
    module("Readings", ["Notation"]),
    module("Notation", []),

    // What Swift cannot import by itself.
    .target(name: "CNcurses"),
    .target(name: "CSimdjson"),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CZstd"),

    // What tests send to.
    .target(name: "LoopbackHTTP", path: "Tests/LoopbackHTTP", swiftSettings: settings),

    // The real binary, from outside.
    .testTarget(
      name: "CommandLineTests", dependencies: ["leeway", "LoopbackHTTP"], exclude: ["Faults"], swiftSettings: settings),
    tests(of: "Architecture", []),
    tests(of: "Terminal", ["CNcurses", "Dashboard", "Notation", "Readings"]),
    tests(of: "Dashboard", ["Notation", "Readings", "Statistics"], data: ["Goldens"]),
    tests(
      of: "Engine",
      [
        "Alerting", "Configuration", "Feed", "Ingest", "LoopbackHTTP", "Notation", "Readings", "Records", "Windows",
        grdb, logging,
      ]),
    tests(
      of: "Configuration", ["Alerting", "Notation", "Readings", "Records", "Windows"], data: ["Invalid", "Valid"]),
    tests(of: "Simulation", ["CZlib", "Configuration", "Notation"]),
    tests(of: "Alerting", ["Notation", "Readings"]),
    tests(of: "Windows", ["Notation", "Readings", "Records", "Statistics"]),
    tests(of: "Statistics", []),
    tests(of: "Feed", ["Notation", "Readings"]),
    tests(of: "Ingest", ["CZlib", "CZstd", "Notation", "Records"]),
    tests(of: "Records", []),
    tests(of: "Notation", []),
  ],
  cxxLanguageStandard: .cxx17
)
