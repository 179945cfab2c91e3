// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "minilab",
    products: [.executable(name: "bootstrap", targets: ["bootstrap"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
    ],
    targets: [
        // C libraries: the only places that see C.
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "COpenSSL"),
        .target(
            name: "CImageCodecs",
            linkerSettings: ["jpeg", "png16", "lcms2", "deflate", "z", "m"].map { .linkedLibrary($0) }
        ),

        .target(
            name: "CFaceDetector",
            exclude: ["LICENSE", "NOTICE", "yunet_n.f16"],
            linkerSettings: [.linkedLibrary("m")]
        ),

        // Modules that stand on one library, or on nothing.
        .target(name: "Environment"),
        .target(name: "CTrust", linkerSettings: ["ssl", "crypto"].map { .linkedLibrary($0) }),
        .target(name: "HTTP", dependencies: ["CCurl", "CTrust"]),
        .target(name: "SigV4", dependencies: ["COpenSSL"]),
        .target(name: "Telemetry"),
        .target(name: "Workers"),
        .target(name: "ImageEngine", dependencies: ["CFaceDetector", "CImageCodecs"]),

        // Services and runtime.
        .target(name: "AWSServices", dependencies: ["Environment", "HTTP", "SigV4", "Telemetry", "Workers"]),
        .target(name: "LambdaRuntime", dependencies: ["Environment", "HTTP", "Telemetry", "Workers"]),

        // The product, and its composition.
        .target(
            name: "ImagePipeline",
            dependencies: ["AWSServices", "Environment", "HTTP", "ImageEngine", "SigV4", "Telemetry", "Workers"],
            resources: ["thumbnail", "compress", "resize", "profile-photo", "copy"].map {
                .embedInCode("Recipe/Presets/\($0).json")
            } + [.embedInCode("Recipe/recipe.schema.json")]
        ),
        .target(
            name: "UploadAPI",
            dependencies: ["AWSServices", "Environment", "HTTP", "SigV4", "Telemetry"],
            resources: ["Page/index.html", "Page/Script", "Page/Style", "Description/openapi.json"].map {
                .embedInCode($0)
            }
        ),
        .target(
            name: "Desk",
            dependencies: [
                "ImageEngine", "ImagePipeline", "SigV4", "Telemetry", "Workers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "bootstrap",
            dependencies: [
                "AWSServices", "Desk", "Environment", "HTTP", "ImagePipeline", "LambdaRuntime", "Telemetry",
                "UploadAPI", "Workers",
            ]
        ),

        // Tests.
        .target(name: "TestSupport", dependencies: ["HTTP", "Telemetry", "Workers"], path: "Tests/TestSupport"),
        .testTarget(
            name: "AWSServicesTests",
            dependencies: ["AWSServices", "Environment", "HTTP", "SigV4", "Telemetry", "TestSupport"]
        ),
        .testTarget(name: "EnvironmentTests", dependencies: ["Environment"]),
        .testTarget(name: "HTTPTests", dependencies: ["CTrust", "HTTP", "Telemetry", "TestSupport", "Workers"]),
        .testTarget(
            name: "ImagePipelineTests",
            dependencies: [
                "AWSServices", "Environment", "HTTP", "ImageEngine", "ImagePipeline", "SigV4", "Telemetry",
                "TestSupport", "Workers",
            ]
        ),
        .testTarget(
            name: "LambdaRuntimeTests",
            dependencies: ["Environment", "HTTP", "LambdaRuntime", "Telemetry", "TestSupport"]
        ),
        .testTarget(name: "SigV4Tests", dependencies: ["SigV4"]),
        .target(name: "CFastLaneJudge", dependencies: ["CImageCodecs"], path: "Tests/FastLaneJudge"),
        .target(
            name: "CLaneFuzz",
            dependencies: ["CFaceDetector", "CFastLaneJudge", "CImageCodecs"],
            path: "Tests/Fuzz/LaneFuzz",
            linkerSettings: ["jpeg", "z"].map { .linkedLibrary($0) }
        ),
        .testTarget(
            name: "FastLaneTests",
            dependencies: ["CFastLaneJudge", "CImageCodecs", "CLaneFuzz", "ImageEngine"]
        ),
        .testTarget(
            name: "ImageEngineTests",
            dependencies: ["CFaceDetector", "CImageCodecs", "EngineFuzzing", "ImageEngine"]
        ),
        .target(
            name: "EngineFuzzing",
            dependencies: ["ImageEngine", "ImagePipeline"],
            path: "Tests/Fuzz/EngineFuzzing"
        ),
        .executableTarget(name: "CEngineFuzz", dependencies: ["EngineFuzzing"], path: "Tests/Fuzz/CEngineFuzz"),
        .target(name: "CSampler", path: "Tests/Benchmarks/Sampler"),
        .executableTarget(
            name: "EngineProbe",
            dependencies: ["CSampler", "ImageEngine", "Telemetry"],
            path: "Tests/Benchmarks/EngineProbe"
        ),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "Workers"]),
        .testTarget(
            name: "UploadAPITests",
            dependencies: ["AWSServices", "Environment", "HTTP", "SigV4", "Telemetry", "TestSupport", "UploadAPI"]
        ),
        .testTarget(name: "WorkersTests", dependencies: ["Workers"]),
    ]
)

for target in package.targets where target.type != .system {
    let isC = target.name.hasPrefix("C") && target.name.dropFirst().first?.isUppercase == true
    if isC {
        target.cSettings = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]
    } else {
        target.swiftSettings = [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
        ]
    }
}
