extension [UInt8] {
    /// Appends the bytes of `piece`.
    public mutating func append(_ piece: Span<UInt8>) {
        append(addingCapacity: piece.count) { output in
            for index in piece.indices { output.append(piece[index]) }
        }
    }
}
