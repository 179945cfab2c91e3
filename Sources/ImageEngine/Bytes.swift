extension [UInt8] {
    /// Appends a piece of bytes at the speed of a copy; the standard library cannot do that for spans yet, and
    /// appending them one by one is some twenty times slower.
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// A copy of a piece of bytes.
    init(_ bytes: Span<UInt8>) {
        self = []
        append(bytes)
    }
}
