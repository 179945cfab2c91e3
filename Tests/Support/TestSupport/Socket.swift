import Glibc

/// A TCP socket on 127.0.0.1, closed at the end of its life.
final class Socket: Sendable {
    private let descriptor: CInt

    private init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Listens on a port of the system's choosing; `nil` if the system refuses.
    static func listening() -> (socket: Socket, port: Int)? {
        let descriptor = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let socket = Socket(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        return status ? (socket, Int(UInt16(bigEndian: address.sin_port))) : nil
    }

    /// The next connection; `nil` when listening has ended.
    func accepted() -> Socket? {
        let connection = accept(descriptor, nil, nil)
        return connection >= 0 ? Socket(connection) : nil
    }

    /// Whatever has come; empty when the peer has closed.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return Array(buffer.prefix(max(0, count)))
    }

    /// Sends everything; false if the peer has gone.
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe buffer[sent...]
                let start = unsafe UnsafeRawBufferPointer(rebasing: rest).baseAddress
                return unsafe send(descriptor, start, rest.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Waits until the peer closes or sends something, or the time is over.
    func waitForPeer(_ duration: Duration) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = duration.components
        _ = unsafe poll(&entry, 1, CInt(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }

    /// Ends both directions, so that every call on the socket returns.
    func shut() {
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    /// Makes the end of this socket's life a reset instead of an orderly close.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
