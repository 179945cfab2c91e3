import CCurl

/// One libcurl easy handle with the connections it keeps: the only place that calls libcurl.
///
/// `@unchecked Sendable` because a handle travels between threads, yet only one at a time holds it: whoever takes it out of the
/// transport's pool.
@safe final class CurlHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer
    private let message: UnsafeMutablePointer<CChar>
    /// The authorities that its connections verify servers with; kept alive as long as they are.
    private var trust: CurlTrust?
    /// The origins that this handle may still have a connection to.
    var origins: Set<Substring> = []

    /// Done once in a process, however many threads ask at the same time.
    static func initializeLibrary() { _ = libraryStatus }
    private static let libraryStatus = minilab_curl_initialize()

    init() throws(HTTPError) {
        guard Self.libraryStatus == CURLE_OK, let handle = unsafe curl_easy_init() else {
            throw .connectionFailed("libcurl cannot be initialized")
        }
        unsafe self.handle = handle
        unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe message.deallocate()
    }

    /// One request and its response; see ``HTTPTransport/send(_:body:)``. Without `trust` libcurl loads the authorities that `options`
    /// name, for this handle alone.
    func exchange(
        _ request: HTTPRequest,
        options: CurlOptions,
        trust: CurlTrust?,
        body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws -> HTTPResponseHead {
        self.trust = trust
        if let timeout = request.timeout, timeout <= .zero {
            throw HTTPError.timedOut("no time was left to send the request")
        }
        return try withoutActuallyEscaping(body) { body in
            let exchange = CurlExchange(body)
            unsafe curl_easy_reset(handle)
            unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
            let lines = try HeaderLines(request.headers)
            setConnectionOptions(options, request)
            unsafe minilab_curl_set_pointer(handle, CURLOPT_HTTPHEADER, lines.list)
            unsafe minilab_curl_set_text(handle, CURLOPT_URL, request.url)

            let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
            unsafe minilab_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION, receiveHeaderLine)
            unsafe minilab_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
            unsafe minilab_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION, receiveBody)
            unsafe minilab_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)

            let code = unsafe request.body.withUnsafeBufferPointer { bytes in
                unsafe setMethod(request.method, body: bytes)
                return unsafe curl_easy_perform(handle)
            }
            // The library forgets the pointers of this exchange before they go out of scope.
            unsafe curl_easy_reset(handle)
            withExtendedLifetime(exchange) {}
            withExtendedLifetime(lines) {}
            if let failure = exchange.failure { throw failure }
            guard code == CURLE_OK else { throw error(code) }
            guard let head = exchange.head, exchange.isHeadComplete else {
                throw HTTPError.interrupted("the response ended within its head")
            }
            return head
        }
    }

    private func setConnectionOptions(_ options: CurlOptions, _ request: HTTPRequest) {
        unsafe minilab_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message)
        // Signals would interrupt other threads; http_proxy and .netrc must not redirect or decorate signed requests.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NETRC, 0)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        // Keys such as `a/../b` are legal in S3 and signed as they are.
        set(CURLOPT_PATH_AS_IS, 1)
        // The static libcurl has no HTTP/2, so the dynamic one of development must not use it either.
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_MAXCONNECTS, 16)
        set(CURLOPT_BUFFERSIZE, 128 * 1024)
        set(CURLOPT_UPLOAD_BUFFERSIZE, 128 * 1024)
        set(CURLOPT_USERAGENT, "minilab")

        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let trust {
            unsafe trust.apply(to: handle)
        } else if let bundle = options.certificateAuthorities {
            set(CURLOPT_CAINFO, bundle)
            // Debian's libcurl would trust its own folder besides the bundle.
            unsafe minilab_curl_set_text(handle, CURLOPT_CAPATH, nil)
        }

        let connectTimeout = options.connectTimeout.saturatedMilliseconds
        set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout)
        if let timeout = request.timeout?.saturatedMilliseconds {
            set(CURLOPT_TIMEOUT_MS, timeout)
            set(CURLOPT_CONNECTTIMEOUT_MS, min(connectTimeout, timeout))
            if !request.mayIdle {
                set(CURLOPT_LOW_SPEED_LIMIT, max(1, options.lowSpeedLimit))
                set(CURLOPT_LOW_SPEED_TIME, (options.lowSpeedTime.saturatedMilliseconds + 999) / 1000)
            }
        }
    }

    private func setMethod(_ method: HTTPMethod, body: UnsafeBufferPointer<UInt8>) {
        switch method {
        case .get:
            set(CURLOPT_HTTPGET, 1)
        case .head:
            set(CURLOPT_NOBODY, 1)
        case .delete:
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        case .post, .put:
            // A body given as one piece of memory can be sent again by itself when a kept connection turns out to be closed.
            unsafe minilab_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            if let start = body.baseAddress, body.count > 0 {
                unsafe minilab_curl_set_pointer(handle, CURLOPT_POSTFIELDS, start)
            } else {
                set(CURLOPT_COPYPOSTFIELDS, "")
            }
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    /// Every option is one that this build of the library has, so the returned status is ignored.
    private func set(_ option: CURLoption, _ value: Int) {
        unsafe minilab_curl_set_long(handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        unsafe minilab_curl_set_text(handle, option, value)
    }

    private func error(_ code: CURLcode) -> HTTPError {
        let detail = unsafe String(cString: message)
        let text = detail.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : detail
        return switch code {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
            CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            .connectionFailed(text)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .untrusted(text)
        case CURLE_OPERATION_TIMEDOUT:
            .timedOut(text)
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            .invalidRequest(text)
        default:
            .interrupted(text)
        }
    }
}

/// The header lines of a request in libcurl's form.
@safe private struct HeaderLines: ~Copyable {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    init(_ headers: HTTPHeaders) throws(HTTPError) {
        // Without this, bodies over 1 MB wait for `100 Continue`; a form's content type is not libcurl's to guess.
        try append("Expect:")
        if headers["Content-Type"] == nil { try append("Content-Type:") }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3A }) else {
                throw .invalidRequest("a header name holds a byte that is not allowed there")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .invalidRequest("the value of the header \(field.name) holds a control character")
            }
            // libcurl takes `Name:` for "do not send" and `Name;` for an empty value.
            try append(field.value.isEmpty ? field.name + ";" : field.name + ": " + field.value)
        }
    }

    private mutating func append(_ line: String) throws(HTTPError) {
        guard let longer = unsafe curl_slist_append(list, line) else {
            throw .invalidRequest("no memory for the headers")
        }
        unsafe list = longer
    }

    deinit { unsafe curl_slist_free_all(list) }
}

private let receiveHeaderLine: minilab_curl_receiver = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let exchange = unsafe Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    let length = size &* count
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
    return unsafe exchange.take(headerLine: String(decoding: line, as: UTF8.self)) ? length : 0
}

private let receiveBody: minilab_curl_receiver = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let exchange = unsafe Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    let length = size &* count
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: length).bindMemory(to: UInt8.self)
    // Returning anything but `length` ends the exchange. An empty piece has nothing to hand over.
    return unsafe length == 0 || exchange.take(piece.span) ? length : 0
}
