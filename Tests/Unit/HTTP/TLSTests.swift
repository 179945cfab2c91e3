import FoundationEssentials
import Glibc
import HTTP
import TestSupport
import Testing

private let openSSL = "/usr/bin/openssl"

/// Against `openssl s_server` with a certificate of its own making for `localhost`.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: openSSL), "there is no /usr/bin/openssl"))
struct TLSTests {
    private static func message(_ error: (any Error)?) -> String { error.map { "\($0)" } ?? "no error" }

    @Test func `a server is trusted by its certificate and name, or not at all`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/minilab-tls-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let certificate = folder + "/cert.pem"
        let request = [
            openSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
            "2",
            "-keyout", folder + "/key.pem", "-out", certificate, "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost",
        ]
        let maker = try #require(ChildProcess(request, environment: [:], log: folder + "/req.log"))
        while maker.isRunning { usleep(10000) }
        // A free port, as far as one can know.
        let port = try #require(Int((try ScriptedServer { _ in .close }).url.split(separator: ":").last ?? ""))
        let server = try #require(
            ChildProcess(
                [
                    openSSL, "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key",
                    folder + "/key.pem", "-www",
                ],
                environment: [:],
                log: folder + "/server.log"
            )
        )
        let trusting = CurlTransport(options: CurlOptions(certificateAuthorities: certificate))
        let url = "https://localhost:\(port)/"
        var status: Int?
        for _ in 0..<100 where status == nil {
            status = (try? trusting.send(HTTPRequest(.get, url, timeout: .seconds(5))) as HTTPResponse)?.head.status
            if status == nil { usleep(50000) }
        }
        #expect(status == 200)

        let elsewhere = HTTPRequest(.get, "https://127.0.0.1:\(port)/", timeout: .seconds(5))
        let wrongName = #expect(throws: HTTPError.self) { try trusting.send(elsewhere) as HTTPResponse }
        #expect(Self.message(wrongName).hasPrefix("untrusted"))
        let unknown = #expect(throws: HTTPError.self) {
            try CurlTransport().send(HTTPRequest(.get, url, timeout: .seconds(5))) as HTTPResponse
        }
        #expect(Self.message(unknown).hasPrefix("untrusted"))
        let noBundle = CurlTransport(options: CurlOptions(certificateAuthorities: folder + "/none.pem"))
        let missing = #expect(throws: HTTPError.self) {
            try noBundle.send(HTTPRequest(.get, url, timeout: .seconds(5))) as HTTPResponse
        }
        #expect(Self.message(missing).hasPrefix("untrusted"))
        withExtendedLifetime(server) {}
    }
}
