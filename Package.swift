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
        .target(name: "CImageSupport"),
        .target(name: "CJPEG", dependencies: ["CImageSupport"], linkerSettings: [.linkedLibrary("jpeg")]),
        .target(
            name: "CPNG",
            dependencies: ["CImageSupport"],
            linkerSettings: ["png16", "deflate", "z", "m"].map { .linkedLibrary($0) }
        ),
        .target(
            name: "CColor",
            dependencies: ["CImageSupport"],
            linkerSettings: ["lcms2", "m"].map { .linkedLibrary($0) }
        ),
        .target(name: "CResampling", dependencies: ["CImageSupport"], linkerSettings: [.linkedLibrary("m")]),
        .target(
            name: "CFaceDetector",
            exclude: ["LICENSE", "NOTICE", "yunet_n.f16"],
            linkerSettings: [.linkedLibrary("m")]
        ),

        // Values that everybody shares.
        .target(name: "Encodings"),
        .target(name: "Digests", dependencies: ["COpenSSL"]),
        .target(name: "JSON"),
        .target(name: "Time"),

        // Modules that stand on one library, or on such values.
        .target(name: "Environment"),
        .target(name: "CTrust", linkerSettings: ["ssl", "crypto"].map { .linkedLibrary($0) }),
        .target(name: "HTTP", dependencies: ["CCurl", "CTrust", "Time"]),
        .target(name: "SigV4", dependencies: ["Digests", "Encodings", "Time"]),
        .target(name: "Telemetry", dependencies: ["JSON", "Time"]),
        .target(name: "Workers"),
        .target(name: "ImageFormats"),
        .target(
            name: "ImageEngine",
            dependencies: [
                "CColor", "CFaceDetector", "CImageSupport", "CJPEG", "CPNG", "CResampling", "Encodings", "ImageFormats",
            ]
        ),

        // Services and runtime.
        .target(
            name: "AWSServices",
            dependencies: ["Digests", "Encodings", "Environment", "HTTP", "SigV4", "Time", "Workers"]
        ),
        .target(name: "LambdaRuntime", dependencies: ["Environment", "HTTP", "JSON", "Telemetry", "Time", "Workers"]),

        // The product, and its composition.
        .target(name: "ImageRecord", dependencies: ["AWSServices", "Digests", "Encodings", "Time"]),
        .target(
            name: "ImagePipeline",
            dependencies: [
                "AWSServices", "Digests", "Encodings", "Environment", "HTTP", "ImageEngine", "ImageFormats",
                "ImageRecord", "JSON", "Telemetry", "Time", "Workers",
            ],
            resources: ["thumbnail", "compress", "resize", "profile-photo", "copy"].map {
                .embedInCode("Recipe/Presets/\($0).json")
            } + [.embedInCode("Recipe/recipe.schema.json")]
        ),
        .target(
            name: "UploadAPI",
            dependencies: [
                "AWSServices", "Digests", "Encodings", "Environment", "HTTP", "ImageFormats", "ImageRecord", "JSON",
                "Telemetry", "Time",
            ],
            resources: ["Page/index.html", "Page/Script", "Page/Style", "Description/openapi.json"].map {
                .embedInCode($0)
            }
        ),
        .target(
            name: "Desk",
            dependencies: [
                "Digests", "Encodings", "ImageEngine", "ImageFormats", "ImagePipeline", "ImageRecord", "JSON", "Time",
                "Workers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "bootstrap",
            dependencies: [
                "AWSServices", "Desk", "Environment", "HTTP", "ImagePipeline", "JSON", "LambdaRuntime", "Telemetry",
                "Time", "UploadAPI", "Workers",
            ]
        ),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: ["HTTP", "JSON", "Time", "Workers"],
            path: "Tests/Support/TestSupport"
        ),
        .testTarget(
            name: "AWSServicesTests",
            dependencies: [
                "AWSServices", "Digests", "Encodings", "Environment", "HTTP", "SigV4", "TestSupport", "Time",
            ],
            path: "Tests/Unit/AWSServices"
        ),
        .testTarget(name: "DigestsTests", dependencies: ["Digests", "Encodings"], path: "Tests/Unit/Digests"),
        .testTarget(name: "EncodingsTests", dependencies: ["Encodings"], path: "Tests/Unit/Encodings"),
        .testTarget(name: "EnvironmentTests", dependencies: ["Environment"], path: "Tests/Unit/Environment"),
        .testTarget(
            name: "HTTPTests",
            dependencies: ["CTrust", "HTTP", "TestSupport", "Time", "Workers"],
            path: "Tests/Unit/HTTP"
        ),
        .testTarget(
            name: "ImageEngineTests",
            dependencies: [
                "CFaceDetector", "CImageSupport", "EngineFuzzing", "ImageEngine", "ImageFormats", "TestSupport",
            ],
            path: "Tests/Unit/ImageEngine"
        ),
        .testTarget(name: "ImageFormatsTests", dependencies: ["ImageFormats"], path: "Tests/Unit/ImageFormats"),
        .testTarget(
            name: "ImagePipelineTests",
            dependencies: [
                "AWSServices", "Digests", "Encodings", "Environment", "HTTP", "ImageEngine", "ImageFormats",
                "ImagePipeline", "ImageRecord", "JSON", "Telemetry", "TestSupport", "Time", "Workers",
            ],
            path: "Tests/Unit/ImagePipeline"
        ),
        .testTarget(
            name: "ImageRecordTests",
            dependencies: ["AWSServices", "ImageRecord", "TestSupport"],
            path: "Tests/Unit/ImageRecord"
        ),
        .testTarget(
            name: "LambdaRuntimeTests",
            dependencies: ["Environment", "HTTP", "LambdaRuntime", "Telemetry", "TestSupport", "Time"],
            path: "Tests/Unit/LambdaRuntime"
        ),
        .testTarget(
            name: "SigV4Tests",
            dependencies: ["Digests", "Encodings", "SigV4", "TestSupport"],
            path: "Tests/Unit/SigV4"
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["JSON", "Telemetry", "Time", "Workers"],
            path: "Tests/Unit/Telemetry"
        ),
        .testTarget(name: "TimeTests", dependencies: ["Time"], path: "Tests/Unit/Time"),
        .testTarget(
            name: "UploadAPITests",
            dependencies: [
                "AWSServices", "Digests", "Encodings", "Environment", "HTTP", "ImageFormats", "JSON", "SigV4",
                "Telemetry", "TestSupport", "Time", "UploadAPI",
            ],
            path: "Tests/Unit/UploadAPI"
        ),
        .testTarget(name: "WorkersTests", dependencies: ["Workers"], path: "Tests/Unit/Workers"),

        // The fast lane beside the libraries that judge it.
        .target(
            name: "CFastLaneJudge",
            dependencies: ["CImageSupport", "CJPEG", "CPNG"],
            path: "Tests/FastLane/Judge"
        ),
        .testTarget(
            name: "FastLaneTests",
            dependencies: [
                "CFastLaneJudge", "CImageSupport", "CLaneFuzz", "ImageEngine", "ImageFormats", "TestSupport",
            ],
            path: "Tests/FastLane/Tests"
        ),

        // What scripts/fuzz feeds.
        .target(
            name: "CLaneFuzz",
            dependencies: ["CFaceDetector", "CFastLaneJudge", "CImageSupport", "CJPEG", "CPNG"],
            path: "Tests/Fuzz/LaneFuzz",
            linkerSettings: ["jpeg", "z"].map { .linkedLibrary($0) }
        ),
        .target(
            name: "EngineFuzzing",
            dependencies: ["ImageEngine", "ImageFormats", "ImagePipeline"],
            path: "Tests/Fuzz/EngineFuzzing"
        ),
        .executableTarget(name: "CEngineFuzz", dependencies: ["EngineFuzzing"], path: "Tests/Fuzz/CEngineFuzz"),

        // What the benchmarks run.
        .target(name: "CSampler", path: "Tests/Benchmarks/Sampler"),
        .executableTarget(
            name: "EngineProbe",
            dependencies: ["CSampler", "ImageEngine", "ImageFormats", "Telemetry", "Time"],
            path: "Tests/Benchmarks/EngineProbe"
        ),
    ]
)

// Guides lie beside what they describe.
let guides = [
    "Desk": ["README.md"],
    "Environment": ["README.md"],
    "ImagePipeline": ["Events/README.md", "Recipe/README.md"],
    "UploadAPI": ["README.md"],
]

for target in package.targets where target.type != .system {
    target.exclude += guides[target.name, default: []]
    let isC = target.name.hasPrefix("C") && target.name.dropFirst().first?.isUppercase == true
    if isC {
        target.cSettings =
            ["all", "extra", "missing-prototypes"].map { .enableWarning($0) } + [.treatAllWarnings(as: .error)]
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
