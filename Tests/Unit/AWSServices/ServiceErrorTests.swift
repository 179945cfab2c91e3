import HTTP
import SigV4
import Testing

@testable import AWSServices

@Suite struct ServiceErrorTests {
    private let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI",
        sessionToken: "IQoJb3J="
    )

    private func error(
        _ status: Int,
        _ headers: [(name: String, value: String)] = [],
        _ body: String = ""
    ) -> ServiceError {
        let call = ServiceCall(.s3, "GetObject s3://b/k", .get)
        return ServiceError(ServiceFailure(HTTPResponse(status, headers, body), to: call, credentials: credentials))
    }

    @Test(arguments: [
        (404, #"<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"#, "NoSuchKey"),
        (
            400,
            """
            <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>Throttled</Code>\
            <Message>slow</Message></Error><RequestId>r</RequestId></ErrorResponse>
            """, "Throttled"
        ),
        (
            400,
            #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}"#,
            "ResourceNotFoundException"
        ),
        (400, #"{"__type":"ThrottlingException:http://internal.amazon.com/x","Message":"m"}"#, "ThrottlingException"),
        (404, "", "NotFound"), (500, "garbage <", "InternalError"), (502, "<html>Bad gateway</html>", "HTTP502"),
        (418, "{}", "HTTP418"),
    ])
    func `the code of an error is found in whatever form it comes`(status: Int, body: String, code: String) {
        #expect(error(status, [], body).failure?.code == code)
    }

    @Test func `the kinds that callers tell apart have cases of their own`() {
        func body(_ code: String) -> String { "<Error><Code>\(code)</Code></Error>" }
        if case .notFound = error(404, [], body("NoSuchKey")) {} else { Issue.record("NoSuchKey") }
        if case .notFound = error(405, [(name: "x-amz-delete-marker", value: "true")], body("MethodNotAllowed")) {
        } else {
            Issue.record("a delete marker")
        }
        if case .service = error(404, [], body("NoSuchBucket")) {} else { Issue.record("NoSuchBucket") }
        if case .accessDenied = error(403) {} else { Issue.record("a bare 403") }
        if case .changed = error(412) {} else { Issue.record("412") }
        let json = #"{"__type":"x#ConditionalCheckFailedException"}"#
        if case .conditionalCheckFailed = error(400, [], json) {} else { Issue.record("a failed condition") }
    }

    @Test(arguments: [
        ("SlowDown", 503, true), ("ProvisionedThroughputExceededException", 400, true), ("Throttling", 400, true),
        ("X", 504, true),
        ("ExpiredToken", 400, true), ("RequestTimeout", 400, true), ("NoSuchBucket", 404, false),
        ("ValidationException", 400, false),
        ("InvalidAccessKeyId", 403, false), ("NotImplemented", 501, false),
    ])
    func `what may succeed later is transient`(code: String, status: Int, isTransient: Bool) {
        #expect(
            ServiceError.service(ServiceFailure(operation: "o", status: status, code: code)).isTransient == isTransient
        )
    }

    @Test func `the explanation of a refused signature does not repeat what was signed`() {
        let message = """
            The request signature we calculated does not match. IQoJb3J= AKIDEXAMPLE wJalrXUtnFEMI

            The Canonical String for this request should have been
            'POST
            x-amz-security-token:IQoJb3J='
            """
        let text =
            "\(error(403, [], "{\"__type\":\"InvalidSignatureException\",\"message\":\"\(message.replacing("\n", with: "\\n"))\"}"))"
        #expect(text.contains("does not match"))
        for secret in ["IQoJb3J=", "AKIDEXAMPLE", "wJalrXUtnFEMI", "POST", "\n"] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test func `a description names the call, the code and the request`() {
        let text =
            "\(error(503, [(name: "x-amz-request-id", value: "R1")], "<Error><Code>SlowDown</Code><Message>m</Message></Error>"))"
        #expect(text == "GetObject s3://b/k: 503 SlowDown: m (request R1)")
    }

    @Test func `a long explanation is cut`() {
        let text =
            "\(error(500, [], "<Error><Code>X</Code><Message>\(String(repeating: "m", count: 100_000))</Message></Error>"))"
        #expect(text.count < 600)
    }
}
