import CTrust
import FoundationEssentials
import Glibc
import HTTP
import TestSupport
import Testing

private let openSSL = "/usr/bin/openssl"

/// Authorities that are parsed when a chain names them, against `openssl s_server` and chains of `openssl`'s making.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: openSSL), "there is no /usr/bin/openssl"))
struct TrustTests {
    private let folder =
        FileManager.default.temporaryDirectory.path + "/minilab-trust-\(getpid())-\(UInt32.random(in: 0...(.max)))"

    /// How many a file holds, none of them parsed; `nil` when it is left to OpenSSL.
    private static func certificates(in path: String) -> Int? {
        guard let trust = unsafe trust_open(path) else { return nil }
        defer { unsafe trust_free(trust) }
        return unsafe trust_parsed(trust) == 0 ? Int(unsafe trust_count(trust)) : -1
    }

    /// Runs openssl to its end.
    private func openssl(_ arguments: String...) throws {
        let child = try #require(ChildProcess([openSSL] + arguments, environment: [:], log: folder + "/log"))
        while child.isRunning { usleep(2000) }
    }

    /// A certificate `name.pem` with its key, signed by `issuer` or by itself.
    private func certificate(_ name: String, subject: String, by issuer: String? = nil, isAuthority: Bool = true) throws
    {
        let signer = issuer.map { ["-CA", "\(folder)/\($0).pem", "-CAkey", "\(folder)/\($0).key"] } ?? []
        let extensions =
            isAuthority
            ? ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"] : ["subjectAltName=DNS:localhost"]
        let child = try #require(
            ChildProcess(
                [
                    openSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem", "-subj", subject,
                ] + extensions.flatMap { ["-addext", $0] } + signer,
                environment: [:],
                log: folder + "/log"
            )
        )
        while child.isRunning { usleep(2000) }
        try #require(FileManager.default.fileExists(atPath: "\(folder)/\(name).pem"))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(folder)/\(name).pem"), encoding: .utf8)
    }

    private func bundle(_ parts: String...) throws -> String {
        let path = "\(folder)/bundle-\(UInt32.random(in: 0...(.max))).pem"
        try Data(parts.joined(separator: "# A comment\n").utf8).write(to: URL(filePath: path))
        return path
    }

    /// Two authorities of one name, one of which signed an intermediate, which signed the server; and a stranger.
    private func makeChain() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try certificate("namesake", subject: "/O=Example/CN=Root")
        try certificate("root", subject: "/O=Example/CN=Root")
        try certificate("stranger", subject: "/O=Example/CN=Stranger")
        try certificate("intermediate", subject: "/O=Example/CN=Intermediate", by: "root")
        try certificate("server", subject: "/CN=localhost", by: "intermediate", isAuthority: false)
    }

    private func get(_ url: String, trusting path: String) throws -> Int {
        let transport = CurlTransport(options: CurlOptions(certificateAuthorities: path))
        return (try transport.send(HTTPRequest(.get, url, timeout: .seconds(5))) as HTTPResponse).head.status
    }

    @Test func `a chain is trusted by its root among others, and by nothing else`() throws {
        try makeChain()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = try #require(Int((try ScriptedServer { _ in .close }).url.split(separator: ":").last ?? ""))
        let server = try #require(
            ChildProcess(
                [
                    openSSL, "s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder + "/server.pem", "-key",
                    folder + "/server.key", "-cert_chain", folder + "/intermediate.pem", "-www",
                ],
                environment: [:],
                log: folder + "/server.log"
            )
        )
        let url = "https://localhost:\(port)/"
        let (root, namesake, stranger) = (try text("root"), try text("namesake"), try text("stranger"))
        let whole = try bundle(stranger, namesake, root)
        var status: Int?
        for _ in 0..<100 where status == nil {
            status = try? get(url, trusting: whole)
            if status == nil { usleep(50000) }
        }
        #expect(status == 200)
        // An authority is trusted by itself, as libcurl has it, whether it signed itself or not.
        #expect(try get(url, trusting: bundle(try text("intermediate"))) == 200)
        #expect(try get(url, trusting: bundle(try text("server"))) == 200)
        // What is not plain PEM is left to libcurl, which knows more forms.
        try openssl(
            "x509",
            "-in",
            folder + "/root.pem",
            "-trustout",
            "-addtrust",
            "serverAuth",
            "-out",
            folder + "/trusted.pem"
        )
        #expect(try get(url, trusting: bundle(stranger, try text("trusted"))) == 200)
        for untrusted in [try bundle(stranger), try bundle(namesake), try bundle(stranger, namesake)] {
            let error = #expect(throws: HTTPError.self) { try get(url, trusting: untrusted) }
            #expect(error.map { "\($0)" }?.hasPrefix("untrusted") == true)
        }
        withExtendedLifetime(server) {}
    }

    @Test func `a bundle is counted before anything of it is parsed, and other files are left alone`() throws {
        try makeChain()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let root = try text("root")
        #expect(try Self.certificates(in: bundle(root, try text("stranger"))) == 2)
        let key = try String(contentsOf: URL(filePath: folder + "/root.key"), encoding: .utf8)
        for other in [
            "", "no certificate\n", root + key, root.replacing("M", with: "*"), root + "\0", String(root.dropLast(30)),
        ] {
            #expect(Self.certificates(in: try bundle(other)) == nil)
        }
        #expect(Self.certificates(in: folder + "/none.pem") == nil)
        #expect(Self.certificates(in: folder) == nil)
    }

    @Test func `a certificate that ends early, or lies about a length, is no certificate`() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try certificate("root", subject: "/O=Example/CN=Root")
        let lines = try text("root").split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let der = try #require(Data(base64Encoded: lines.joined()))
        let path = folder + "/spoiled.pem"
        func opens(_ bytes: Data) throws -> Bool {
            let pem = "-----BEGIN CERTIFICATE-----\n\(bytes.base64EncodedString())\n-----END CERTIFICATE-----\n"
            try Data(pem.utf8).write(to: URL(filePath: path))
            return Self.certificates(in: path) == 1
        }
        #expect(try opens(der))
        for length in 0..<der.count { #expect(try !opens(der.prefix(length)), "the first \(length) bytes") }
        // Any answer will do, as long as nothing outside of the bytes is read: the sanitizer tells.
        for index in 0..<min(der.count, 200) {
            for value in [UInt8(0), 0x7F, 0x80, 0x84, 0xFF] {
                var spoiled = der
                spoiled[spoiled.startIndex + index] = value
                _ = try opens(spoiled)
            }
        }
    }
}
