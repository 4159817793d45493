// swift-tools-version: 6.2

import PackageDescription

// Drives the leeway program from outside, so that it measures what a person gets. Run it with `make bench`,
// `make bench-live` and `make bench-alarms`.
let package = Package(
  name: "leeway-benchmarks",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Measuring"),
    .executableTarget(name: "leeway-benchmarks", dependencies: ["Measuring"]),
    .executableTarget(name: "leeway-live", dependencies: ["Measuring"]),
    .executableTarget(name: "leeway-alarms", dependencies: ["Measuring"]),
  ]
)
