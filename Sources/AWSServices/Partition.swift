/// A part of AWS with accounts and domain names of its own.
struct Partition: Sendable, Equatable {
    /// `aws`, `aws-cn`, `aws-us-gov` …
    var name: String
    /// What its region names begin with.
    var regionPrefixes: [String]
    /// The domain of its endpoints.
    var suffix: String
    /// The domain of its endpoints that answer over IPv6 too.
    var dualStackSuffix: String
    /// Whether it has FIPS 140 endpoints.
    var hasFIPS = true

    private static let others = [
        Partition(
            name: "aws-cn",
            regionPrefixes: ["cn-"],
            suffix: "amazonaws.com.cn",
            dualStackSuffix: "api.amazonwebservices.com.cn",
            hasFIPS: false
        ),
        Partition(name: "aws-us-gov", regionPrefixes: ["us-gov-"], suffix: "amazonaws.com", dualStackSuffix: "api.aws"),
        Partition(
            name: "aws-eusc",
            regionPrefixes: ["eusc-"],
            suffix: "amazonaws.eu",
            dualStackSuffix: "api.amazonwebservices.eu"
        ),
        Partition(
            name: "aws-iso",
            regionPrefixes: ["us-iso-"],
            suffix: "c2s.ic.gov",
            dualStackSuffix: "api.aws.ic.gov"
        ),
        Partition(
            name: "aws-iso-b",
            regionPrefixes: ["us-isob-"],
            suffix: "sc2s.sgov.gov",
            dualStackSuffix: "api.aws.scloud"
        ),
    ]
    private static let aws = Partition(
        name: "aws",
        regionPrefixes: [],
        suffix: "amazonaws.com",
        dualStackSuffix: "api.aws"
    )

    /// The partition that `region` is in; a name that is not known is taken for a new region of the commercial one.
    static func of(_ region: String) -> Partition {
        others.first { $0.regionPrefixes.contains { region.hasPrefix($0) } } ?? aws
    }
}
