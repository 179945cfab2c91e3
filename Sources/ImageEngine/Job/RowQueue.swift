/// Rows that were made and are not used yet, in one piece of memory. A class, so that a closure can append while the
/// owner's other parts are being changed.
final class RowQueue {
    let rowLength: Int
    private(set) var rows = 0
    private var storage: [UInt8] = []
    private var start = 0

    init(rowLength: Int) {
        self.rowLength = rowLength
    }

    /// Gives the oldest rows, one behind the other.
    func withFirst(_ count: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        let storage = storage
        try body(storage.span.extracting(start..<start + count * rowLength))
    }

    /// Takes all rows out.
    func takeAll() -> [UInt8] {
        let all = start == 0 ? storage : Array(storage[start...])
        storage = []
        start = 0
        rows = 0
        return all
    }

    /// Puts whole rows in place of all.
    func replaceAll(with samples: [UInt8]) {
        storage = samples
        start = 0
        rows = samples.count / max(rowLength, 1)
    }

    func append(_ row: Span<UInt8>) {
        storage.append(row)
        rows += 1
    }

    func removeFirst(_ count: Int) {
        rows -= count
        start += count * rowLength
        if rows == 0 {
            storage.removeAll(keepingCapacity: true)
            start = 0
        } else if start >= storage.count / 2 {
            storage.removeFirst(start)
            start = 0
        }
    }
}
