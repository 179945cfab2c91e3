import CFaceDetector
import FoundationEssentials
import TestSupport
import Testing

@testable import ImageEngine

/// Said of tests that need the references which come with the weights.
let hasFaceReferences = Repository.shared != nil

/// What another implementation of the network made of a picture.
struct FaceReference: Decodable {
    struct Tensor: Decodable {
        var width: Int
        var height: Int
        var channels: Int
        var mean: Double
        var max: Double

        /// The first channels of the first pixel, of the middle one, and the last channels of the last.
        var first: [Double]
        var middle: [Double]
        var last: [Double]?
    }

    /// x, y, width, height, score.
    var faces: [[Double]]
    var tensors: [String: Tensor]

    /// The cell that attention chose, in shares of the picture.
    var attention: [Double]?

    /// The file in the corpus, and how often each of its pixels is repeated either way.
    var picture: String?
    var enlarged: Int?

    static func own() throws -> FaceReference {
        try JSONDecoder().decode(FaceReference.self, from: Data(Golden.bytes("faces", "reference.json")))
    }

    /// Those that come with the weights, with their pictures, as far as they are small enough.
    static func published() throws -> [(FaceReference, Bitmap)] {
        let shared = try #require(Repository.shared)
        func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: "\(shared)/\(path)"))) }
        let all = try JSONDecoder().decode([FaceReference].self, from: Data(bytes("data/face-detector/reference.json")))
        return try all.compactMap { reference in
            let file = try bytes("corpus/faces/\(reference.picture ?? "")")
            let picture = try Bitmap(png: file.span, maxPixels: 1_000_000).enlarged(reference.enlarged ?? 1)
            return max(picture.size.width, picture.size.height) <= FaceDetector.longestSide ? (reference, picture) : nil
        }
    }
}

extension Bitmap {
    /// Every pixel repeated so often either way.
    func enlarged(_ factor: Int) -> Bitmap {
        var large = Bitmap(
            size: PixelSize(width: size.width * factor, height: size.height * factor),
            channels: channels,
            samples: []
        )
        for y in 0..<large.size.height {
            for x in 0..<large.size.width {
                let at = y / factor * rowBytes + x / factor * channels
                large.samples += samples[at..<at + channels]
            }
        }
        return large
    }

    /// This picture with another laid over it, whose upper left corner is at (x, y) and which fits.
    func with(_ other: Bitmap, x: Int, y: Int) -> Bitmap {
        var made = self
        for row in 0..<other.size.height {
            let from = row * other.rowBytes
            let to = (y + row) * rowBytes + x * channels
            made.samples.replaceSubrange(to..<to + other.rowBytes, with: other.samples[from..<from + other.rowBytes])
        }
        return made
    }

    /// The face that `make-goldens faces` drew: in the picture of 72 x 60 pixels it lies at (15, 10), 29 wide and 40 high.
    static func drawnFace() throws -> Bitmap { try Golden.bitmap("faces", "drawn") }
}

/// The network's tensors, as C shows them.
final class TensorWatch {
    var tensors: [String: FaceReference.Tensor] = [:]

    /// The tensors and faces of a picture.
    static func watch(
        _ picture: Bitmap,
        portable: Bool
    ) -> (tensors: [String: FaceReference.Tensor], faces: [fd_face]) {
        let watch = TensorWatch()
        var faces = [fd_face](repeating: fd_face(), count: Int(FD_MOST_FACES))
        let detector = unsafe fd_create(portable ? 1 : 0)
        defer { unsafe fd_free(detector) }
        unsafe fd_watch(
            detector,
            { context, name, values, width, height, channels in
                guard let context = unsafe context, let name = unsafe name, let values = unsafe values else { return }
                let watch = unsafe Unmanaged<TensorWatch>.fromOpaque(context).takeUnretainedValue()
                let (width, height, channels) = (Int(width), Int(height), Int(channels))
                let all = unsafe UnsafeBufferPointer(start: values, count: width * height * channels)
                let middle = (height / 2 * width + width / 2) * channels
                unsafe watch.tensors[String(cString: name)] = FaceReference.Tensor(
                    width: width,
                    height: height,
                    channels: channels,
                    mean: all.reduce(0) { $0 + Double($1) } / Double(all.count),
                    max: Double(all.max() ?? 0),
                    first: all[..<4].map(Double.init),
                    middle: all[middle..<middle + 4].map(Double.init),
                    last: all.suffix(4).map(Double.init)
                )
            },
            Unmanaged.passUnretained(watch).toOpaque()
        )
        let count = unsafe picture.samples.withUnsafeBufferPointer {
            unsafe fd_detect(
                detector,
                $0.baseAddress,
                UInt32(picture.size.width),
                UInt32(picture.size.height),
                Float(FaceDetector.leastScore),
                &faces
            )
        }
        return (watch.tensors, Array(faces.prefix(Int(count))))
    }
}
