// swift-tools-version: 6.2

import PackageDescription

// Drives the leeway program from outside, so that it measures what a person gets. Run it with `make bench`,
// `make bench-live`, `make bench-screen` and `make bench-alarms`.
let package = Package(
  name: "leeway-benchmarks",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Measuring"),
    .executableTarget(name: "leeway-benchmarks", dependencies: ["Measuring"]),
    .target(name: "LiveLogs", dependencies: ["Measuring"]),
    .executableTarget(name: "leeway-live", dependencies: ["LiveLogs", "Measuring"]),
    .executableTarget(name: "leeway-screen", dependencies: ["LiveLogs", "Measuring"]),
    .executableTarget(name: "leeway-alarms", dependencies: ["Measuring"]),
  ]
)
