public import AWSServices
import HTTP
import ImageRecord
import JSON
public import Telemetry
public import Time

/// The way in from outside: photos come in over HTTP, and what became of them goes out.
///
/// It understands the events of API Gateway's HTTP APIs and of Lambda function URLs (payload format 2.0). Who may call is decided
/// before it by the gateway; it checks once more that the gateway did.
public struct UploadAPI: Sendable {
    private let settings: UploadAPISettings
    private let clock: WallClock
    private let page: PageRoute
    private let description: DescriptionRoute
    private let upload: UploadRoute
    private let image: ImageRoute

    /// Creates the API.
    ///
    /// `random` makes the names of uploads impossible to guess: it has to give all 64 bits from a source fit for secrets, which the
    /// system's generator is.
    public init(
        _ settings: UploadAPISettings,
        client: AWSClient,
        clock: WallClock,
        random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.settings = settings
        self.clock = clock
        let s3 = S3(client)
        page = PageRoute(settings, s3: s3, clock: clock)
        description = DescriptionRoute(settings)
        upload = UploadRoute(settings: settings, s3: s3, clock: clock, random: random)
        image = ImageRoute(
            settings: settings,
            s3: s3,
            table: ImageTable(name: settings.tableName, dynamoDB: DynamoDB(client)),
            clock: clock
        )
    }

    /// Answers one request: an event of payload format 2.0 in, the answer of the same format out.
    ///
    /// Whatever is wrong with the request becomes an answer; it throws only ``NotAnHTTPEvent``, for an event that is no request at
    /// all.
    public func handle(_ payload: [UInt8], deadline: Deadline?, traceID: String?, log: Log) throws -> [UInt8] {
        let watch = Stopwatch(clock)
        let request = Request(try GatewayEvent(payload))
        let context = CallContext(deadline: deadline, traceID: traceID)
        let match = Router.match(request.path)

        var response: Response
        do throws(Refusal) {
            response = try respond(to: request, match, context, log)
        } catch {
            if case .failed(let reason) = error { log(.error, "request failed", ["reason": .string(reason)]) }
            if case .unavailable(let reason) = error { log(.warn, "service unavailable", ["reason": .string(reason)]) }
            if case .throttled(let reason) = error { log(.warn, "service throttles", ["reason": .string(reason)]) }
            response = error.response(requestID: request.requestID)
        }
        SecurityHeaders.add(to: &response)
        CrossOrigin(settings.allowedOrigins).add(to: &response, for: request)
        if request.method == "HEAD" { response.body = [] }

        let answer = response.encoded(requestID: request.requestID)
        log(
            .info,
            "request answered",
            [
                "method": .string(String(request.method.prefix(16))),
                "route": .string(match?.route.template ?? "none"),
                "status": .integer(answer.status),
                "bytesIn": .integer(payload.count),
                "bytesOut": .integer(answer.payload.count),
                "milliseconds": .number(watch.elapsed.milliseconds),
            ]
        )
        return answer.payload
    }

    private func respond(
        to request: Request,
        _ match: Router.Match?,
        _ context: CallContext,
        _ log: Log
    ) throws(Refusal) -> Response {
        guard let match else { throw .notFound }
        let methods = match.route.methods
        if request.method == "OPTIONS" { return CrossOrigin(settings.allowedOrigins).options(methods, for: request) }
        guard methods.contains(request.method) else { throw .methodNotAllowed(request.method, allowed: methods) }
        if match.route.isProtected { try settings.authorization.check(request) }
        return switch match.route {
        case .page: page.respond(to: request)
        case .description: description.respond(to: request)
        case .upload: try upload.respond(to: request, context)
        case .image: try image.respond(to: request, fileName: match.fileName ?? "", context)
        }
    }
}

/// The event is not a request in payload format 2.0: the function was connected to something else.
public struct NotAnHTTPEvent: Error, Equatable, CustomStringConvertible {
    /// What was found.
    public var found: String

    /// The event and what is expected, in one sentence.
    public var description: String {
        "the api handler takes requests in payload format 2.0 (HTTP API or function URL), not \(found)"
    }
}
