import CFaceDetector

/// Finds upright human faces in a small picture: YuNet, in the processor's best instructions (`face_detector.h`).
@safe struct FaceDetector: ~Copyable {
    /// The longest side of a picture that it takes, in pixels.
    static let longestSide = Int(FD_LONGEST_SIDE)

    /// What a detector holds, whatever the picture.
    static let memory = fd_bytes()

    /// The lowest score of what counts as a face: of 100 that people see it finds 92, and 3 of 100 finds are something else.
    static let leastScore = 0.6

    private let handle: OpaquePointer

    /// - Parameter portable: Whether instructions beyond the architecture's baseline are left alone.
    /// - Throws: `ImageError.outOfMemory`.
    init(portable: Bool = false) throws(ImageError) {
        guard let created = unsafe fd_create(portable ? 1 : 0) else { throw .outOfMemory }
        unsafe handle = created
    }

    deinit { unsafe fd_free(handle) }

    /// The faces of a picture that is RGB, upright, and with no side longer than `longestSide`; the surest first. None in any other.
    mutating func faces(in picture: Bitmap) -> [Face] {
        guard picture.channels == 3, picture.samples.count == Bitmap.byteCount(picture.size, channels: 3),
            let width = UInt32(exactly: picture.size.width), let height = UInt32(exactly: picture.size.height)
        else { return [] }
        var found = [fd_face](repeating: fd_face(), count: Int(FD_MOST_FACES))
        let count = unsafe picture.samples.withUnsafeBufferPointer { samples in
            unsafe fd_detect(handle, samples.baseAddress, width, height, Float(Self.leastScore), &found)
        }
        return found.prefix(Int(count)).compactMap { face in
            let frame = Frame(
                left: Double(face.x) / Double(width),
                top: Double(face.y) / Double(height),
                right: Double(face.x + face.width) / Double(width),
                bottom: Double(face.y + face.height) / Double(height)
            ).intersection(.whole)
            return frame.area > 0 ? Face(frame: frame, score: Double(face.score)) : nil
        }
    }
}
