import Environment
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@testable import AWSServices

@Suite struct EndpointsTests {
    struct Vector: Decodable {
        var service: String
        var region: String
        var fips: Bool
        var dualStack: Bool
        var url: String
    }

    /// Made by `Tests/Fixtures/make-endpoints`.
    static let vectors: [Vector] = {
        struct Document: Decodable {
            var vectors: [Vector]
        }
        guard let data = FileManager.default.contents(atPath: Repository.fixture("endpoints.json")),
            let document = try? JSONDecoder().decode(Document.self, from: data)
        else { return [] }
        return document.vectors
    }()

    @Test func `there are vectors`() {
        #expect(Self.vectors.count == 106)
    }

    @Test(arguments: vectors.filter { !($0.fips && $0.region.hasPrefix("cn-")) })
    func `requests go where botocore sends them`(vector: Vector) throws {
        let environment = [
            "AWS_USE_FIPS_ENDPOINT": String(vector.fips), "AWS_USE_DUALSTACK_ENDPOINT": String(vector.dualStack),
        ]
        let service = try #require(AWSService(rawValue: vector.service))
        let endpoint = try Endpoints(environment: environment, region: vector.region).endpoint(
            for: service,
            in: vector.region
        )
        var call = ServiceCall(service, "Test", .get)
        if service == .s3 {
            call.bucket = "photos"
            call.path = "k"
        }
        #expect(Address(call, endpoint).url(query: "") == vector.url)
    }

    @Test func `a service's own endpoint goes before the common one`() throws {
        let endpoints = try Endpoints(
            environment: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:4566/", "AWS_ENDPOINT_URL_S3": "https://S3.example:443/base//",
                "AWS_ENDPOINT_URL_SNS": "",
            ],
            region: "eu-west-1"
        )
        let s3 = endpoints.endpoint(for: .s3, in: "eu-west-1")
        #expect(s3.scheme == "https" && s3.authority == "s3.example" && s3.basePath == "/base")
        #expect(endpoints.endpoint(for: .sns, in: "eu-west-1").authority == "127.0.0.1:4566")
    }

    @Test func `configured endpoints can be ignored`() throws {
        let environment = ["AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"]
        let endpoints = try Endpoints(environment: environment, region: "eu-west-1")
        #expect(endpoints.endpoint(for: .s3, in: "eu-west-1").authority == "s3.eu-west-1.amazonaws.com")
    }

    @Test(arguments: [
        ("AWS_ENDPOINT_URL", "localhost:4566"), ("AWS_ENDPOINT_URL_S3", "ftp://h"), ("AWS_ENDPOINT_URL", "http://"),
        ("AWS_ENDPOINT_URL", "http://h:0"), ("AWS_ENDPOINT_URL", "http://h:99999"), ("AWS_ENDPOINT_URL", "http://h?x"),
        ("AWS_ENDPOINT_URL", "http://a b"), ("AWS_ENDPOINT_URL", "http://[::1"), ("AWS_USE_FIPS_ENDPOINT", "yes"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "1"),
    ])
    func `what cannot be an endpoint is named`(variable: String, value: String) {
        let error = #expect(throws: EnvironmentError.self) {
            try Endpoints(environment: [variable: value], region: "eu-west-1")
        }
        #expect(error?.problems.map(\.variable.rawValue) == [variable])
        #expect(error?.problems.first?.value == value)
    }

    @Test func `a password in an endpoint is not repeated`() {
        let environment = ["AWS_ENDPOINT_URL": "http://user:hunter2@h"]
        let error = #expect(throws: EnvironmentError.self) {
            try Endpoints(environment: environment, region: "eu-west-1")
        }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }

    @Test func `China has no FIPS endpoints`() {
        #expect(throws: EnvironmentError.self) {
            try Endpoints(environment: ["AWS_USE_FIPS_ENDPOINT": "true"], region: "cn-north-1")
        }
    }

    @Test(arguments: [
        ("photos", nil, "https://photos.s3.eu-west-1.amazonaws.com/a%20b//c"),
        ("my.photos", nil, "https://s3.eu-west-1.amazonaws.com/my.photos/a%20b//c"),
        ("Photos", nil, "https://s3.eu-west-1.amazonaws.com/Photos/a%20b//c"),
        ("ab", nil, "https://s3.eu-west-1.amazonaws.com/ab/a%20b//c"),
        ("-photos", nil, "https://s3.eu-west-1.amazonaws.com/-photos/a%20b//c"),
        (
            String(repeating: "p", count: 64), nil,
            "https://s3.eu-west-1.amazonaws.com/\(String(repeating: "p", count: 64))/a%20b//c"
        ),
        ("photos", "http://[::1]:4566", "http://[::1]:4566/photos/a%20b//c"),
        ("photos", "http://h:80/s3", "http://h/s3/photos/a%20b//c"),
    ])
    func `a bucket is a host name only where the certificate allows it`(
        bucket: String,
        endpoint: String?,
        url: String
    ) throws {
        let endpoints = try Endpoints(
            environment: endpoint.map { ["AWS_ENDPOINT_URL": $0] } ?? [:],
            region: "eu-west-1"
        )
        var call = ServiceCall(.s3, "Test", .get)
        call.bucket = bucket
        call.path = "a%20b//c"
        #expect(Address(call, endpoints.endpoint(for: .s3, in: "eu-west-1")).url(query: "") == url)
    }
}

extension Endpoints {
    fileprivate init(environment: [String: String], region: String) throws(EnvironmentError) {
        var reader = EnvironmentReader(environment)
        self.init(reading: &reader, region: region)
        guard reader.problems.isEmpty else { throw EnvironmentError(problems: reader.problems) }
    }
}
