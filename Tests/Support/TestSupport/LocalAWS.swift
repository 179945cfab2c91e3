import FoundationEssentials
import HTTP
import Time

/// Servers that speak AWS's protocols on 127.0.0.1: MiniStack, which `scripts/setup` installs, and before it, where there is one, a
/// gate that verifies every signature and permission.
public final class LocalAWS: Sendable {
    /// What to send requests to.
    public let url: String
    private let processes: [ChildProcess]
    private let scratch: String

    /// The key that the servers accept.
    public static let accessKeyID = TestCredentials.accessKeyID
    /// Its secret half.
    public static let secretAccessKey = TestCredentials.secretAccessKey
    /// The region that the servers are in.
    public static let region = "eu-west-1"

    private static let binaries = Repository.root + ".build/venv/bin/"

    /// Whether MiniStack is there to be started.
    public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: binaries + "ministack") }

    /// Starts MiniStack; `nil` if it does not come up.
    ///
    /// - Parameters:
    ///   - gate: Path of `awsgate.py` to put before it, or `nil`.
    ///   - identities: What the gate knows of keys, as JSON.
    public init?(gate: String? = nil, identities: String = "{}") {
        guard let port = Socket.listening()?.port else { return nil }
        scratch = FileManager.default.temporaryDirectory.path + "/minilab-local-aws-\(port)"
        try? FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        var processes: [ChildProcess] = []
        var url = "http://127.0.0.1:\(port)"
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": scratch, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": String(port),
            "AUTH": "true",
            "MINISTACK_REGION": Self.region, "MINISTACK_ACCOUNT_ID": "123456789012", "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": Self.accessKeyID, "AWS_SECRET_ACCESS_KEY": Self.secretAccessKey,
        ]
        guard
            let stack = ChildProcess(
                [Self.binaries + "ministack"],
                environment: environment,
                log: scratch + "/ministack.log"
            )
        else {
            return nil
        }
        processes.append(stack)
        guard Self.comesUp(url) else { return nil }
        if let gate {
            guard let gatePort = Socket.listening()?.port else { return nil }
            let file = scratch + "/identities.json"
            guard FileManager.default.createFile(atPath: file, contents: Data(identities.utf8)) else { return nil }
            let arguments = [
                Self.binaries + "python", gate, "--port", String(gatePort), "--upstream", url, "--identities", file,
                "--region", Self.region,
            ]
            let process = ChildProcess(arguments, environment: ["PATH": "/usr/bin:/bin"], log: scratch + "/gate.log")
            guard let process else { return nil }
            processes.append(process)
            url = "http://127.0.0.1:\(gatePort)"
            guard Self.comesUp(url + "/__gate/log") else { return nil }
        }
        self.url = url
        self.processes = processes
    }

    deinit { try? FileManager.default.removeItem(atPath: scratch) }

    private static func comesUp(_ url: String) -> Bool {
        let transport = CurlTransport()
        for _ in 0..<150 {
            if let response: HTTPResponse = try? transport.send(HTTPRequest(.get, url, timeout: .seconds(5))),
                response.head.status > 0
            {
                return true
            }
            WallClock.system.sleep(.milliseconds(100))
        }
        return false
    }
}
