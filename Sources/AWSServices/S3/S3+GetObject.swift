import HTTP

extension S3 {
    /// Reads an object as one continuous stream.
    ///
    /// A connection that breaks midway is resumed after the last byte received, on condition that the object is still the same.
    /// When this returns, length and checksum match what S3 keeps. Until then, what `body` received must not be relied on.
    ///
    /// - Parameters:
    ///   - location: The object.
    ///   - context: The invocation.
    ///   - head: Called once, before the first byte. An error that it throws ends the call and is thrown on unchanged.
    ///   - body: Called for each piece, in order, each byte once. An error that it throws ends the call and is thrown on unchanged.
    /// - Returns: What `head` was given.
    /// - Throws: ``ServiceError``: `notFound`, `accessDenied`, `changed` if the object was replaced while it was read,
    ///   `corruptDownload`; or what `head` or `body` threw.
    @discardableResult
    public func getObject(
        _ location: S3Location,
        context: CallContext,
        head: (S3Object) throws -> Void,
        body: (Span<UInt8>) throws -> Void
    ) throws -> S3Object {
        var call = try call("GetObject", .get, location)
        // Without this, S3 does not send its checksum.
        call.headers["X-Amz-Checksum-Mode"] = "ENABLED"
        var download = Download(operation: call.name)
        var attempts = RetryLoop(client, call, context)
        while true {
            let before = download.received
            do {
                do {
                    let answer = try client.attempt(download.resumed(call), context) { answer, piece in
                        try download.begin(answer, call, head)
                        try download.take(piece, body)
                    }
                    // An empty object has no pieces.
                    try download.begin(answer, call, head)
                    let object = try download.finish()
                    attempts.succeeded()
                    return object
                } catch AWSClient.AttemptError.receiver(let error) {
                    throw error
                }
            } catch let interruption as Download.Interruption {
                try attempts.recover(from: interruption.error)
            } catch AWSClient.AttemptError.service(let error) {
                if download.received > before { attempts.progressed() }
                try attempts.recover(from: error)
            }
        }
    }
}

/// The progress of a download, over all its attempts.
private struct Download {
    /// The download's own error, told apart from those that the receiver throws.
    struct Interruption: Error {
        var error: ServiceError
    }

    private let operation: String
    private var object: S3Object?
    private var checksum: ChecksumBox?
    private(set) var received = 0
    /// Bytes of the current answer that had arrived before, because it begins earlier than was asked for.
    private var toSkip = 0
    private var hasBegun = false

    init(operation: String) {
        self.operation = operation
    }

    /// The call for the rest.
    mutating func resumed(_ call: ServiceCall) -> ServiceCall {
        hasBegun = false
        guard let object, received > 0 else { return call }
        var call = call
        call.headers["Range"] = "bytes=\(received)-"
        call.headers["If-Match"] = "\"\(object.eTag)\""
        return call
    }

    /// Records the head of the first answer.
    mutating func begin(_ answer: HTTPResponseHead, _ call: ServiceCall, _ announce: (S3Object) throws -> Void) throws {
        guard !hasBegun else { return }
        hasBegun = true
        guard let object else {
            let object = try described(answer, call)
            self.object = object
            checksum = ChecksumBox(answer.headers)
            try announce(object)
            return
        }
        guard S3Object.unquoted(answer.headers["ETag"] ?? "") == object.eTag else {
            throw Interruption(error: .changed(operation: operation))
        }
        if answer.status == 206 {
            guard
                answer.headers["Content-Range"]
                    == "bytes \(received)-\(object.contentLength - 1)/\(object.contentLength)"
            else {
                throw Interruption(error: .changed(operation: operation))
            }
            toSkip = 0
        } else {
            // The server sends the whole object again.
            toSkip = received
        }
    }

    private func described(_ answer: HTTPResponseHead, _ call: ServiceCall) throws -> S3Object {
        do { return try S3Object(answer, of: call) } catch { throw Interruption(error: error) }
    }

    mutating func take(_ piece: Span<UInt8>, _ body: (Span<UInt8>) throws -> Void) throws {
        let skipped = min(toSkip, piece.count)
        toSkip -= skipped
        guard piece.count > skipped else { return }
        let fresh = piece.extracting(skipped..<piece.count)
        received += fresh.count
        checksum?.value?.update(fresh)
        try body(fresh)
    }

    /// The object, if all of it arrived and is what was stored.
    mutating func finish() throws -> S3Object {
        guard let object else {
            throw Interruption(error: .malformedResponse(operation: operation, detail: "it has no head"))
        }
        guard received == object.contentLength else {
            let detail = "\(received) bytes of \(object.contentLength)"
            throw Interruption(error: .corruptDownload(operation: operation, detail: detail))
        }
        guard var checksum = checksum?.value.take() else { return object }
        let name = checksum.name
        guard checksum.matches() else {
            throw Interruption(error: .corruptDownload(operation: operation, detail: "\(name) does not match"))
        }
        return object
    }
}

/// A copyable box for a value that cannot be copied.
private final class ChecksumBox {
    var value: ObjectChecksum?

    init(_ headers: HTTPHeaders) {
        value = ObjectChecksum(headers)
    }
}
