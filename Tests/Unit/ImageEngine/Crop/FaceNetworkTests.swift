import CFaceDetector
import Testing

@testable import ImageEngine

/// The network's C against other implementations of it, and its instructions against each other.
@Suite struct FaceNetworkTests {
    @Test(arguments: [false, true])
    func `every tensor is the one of a network in plain numpy`(portable: Bool) throws {
        try expect(try FaceReference.own(), of: try Bitmap.drawnFace(), portable: portable, within: 1e-5)
    }

    @Test(
        .enabled(if: hasFaceReferences, "MINILAB_SHARED names no folder of reference tensors"),
        arguments: [false, true]
    )
    func `every tensor of a photograph is the published one`(portable: Bool) throws {
        let published = try FaceReference.published()
        #expect(!published.isEmpty)
        for (reference, picture) in published {
            try expect(reference, of: picture, portable: portable, within: 1e-3)
        }
    }

    private func expect(
        _ reference: FaceReference,
        of picture: Bitmap,
        portable: Bool,
        within tolerance: Double
    ) throws {
        let found = TensorWatch.watch(picture, portable: portable)
        #expect(reference.tensors.count >= 20)
        for (name, wanted) in reference.tensors {
            let tensor = try #require(found.tensors[name], "\(name)")
            #expect([tensor.width, tensor.height, tensor.channels] == [wanted.width, wanted.height, wanted.channels])
            let values = [tensor.mean, tensor.max] + tensor.first + tensor.middle + (tensor.last ?? [])
            let theirs = [wanted.mean, wanted.max] + wanted.first + wanted.middle + (wanted.last ?? [])
            for (value, other) in zip(values, theirs) {
                #expect(abs(value - other) <= tolerance * max(wanted.max, 1), "\(name): \(value), not \(other)")
            }
        }
        try #require(found.faces.count == reference.faces.count)
        for (face, box) in zip(found.faces, reference.faces) {
            for (value, other) in zip([face.x, face.y, face.width, face.height], box) {
                #expect(abs(Double(value) - other) <= 0.1)
            }
            #expect(abs(Double(face.score) - box[4]) <= 0.002)
        }
    }

    /// Both ends, both sides of multiples of 32 and of the widths that a tile takes, and odd ones between.
    private static let sides = [1, 2, 5, 31, 32, 33, 64, 95, 160, 161, 191, 319, 320]

    @Test(arguments: sides)
    func `all instructions find the same, whatever the size`(width: Int) throws {
        let face = try Bitmap.drawnFace()
        for height in [1, 33, 96, 319] {
            var picture = Synthetic.noise(width, height, channels: 3)
            if width >= face.size.width, height >= face.size.height {
                picture = picture.with(face, x: (width - face.size.width) / 2, y: height - face.size.height)
            }
            let (best, portable) = (
                TensorWatch.watch(picture, portable: false), TensorWatch.watch(picture, portable: true)
            )
            for (name, tensor) in best.tensors {
                let other = try #require(portable.tensors[name])
                let (mean, most) = (abs(tensor.mean - other.mean), abs(tensor.max - other.max))
                #expect(mean <= 1e-5 && most <= 1e-4, "\(name), \(height) rows")
            }
            try #require(best.faces.count == portable.faces.count, "\(height) rows")
            for (one, other) in zip(best.faces, portable.faces) {
                #expect(abs(one.score - other.score) <= 1e-5 && abs(one.x - other.x) <= 0.001, "\(height) rows")
            }
        }
    }

    @Test func `one detector finds in each picture what a new one finds`() throws {
        let face = try Bitmap.drawnFace()
        var detector = try FaceDetector()
        let alone = detector.faces(in: face)
        #expect(detector.faces(in: Synthetic.noise(320, 320, channels: 3)).isEmpty)
        #expect(detector.faces(in: face) == alone)
        #expect(alone.count == 1)
    }

    @Test(arguments: [[0, 0, 0], [255, 255, 255], [224, 172, 140]] as [[UInt8]])
    func `a flat picture has no face`(pixel: [UInt8]) throws {
        var detector = try FaceDetector()
        #expect(detector.faces(in: Synthetic.flat(320, 200, pixel: pixel)).isEmpty)
    }

    @Test func `a picture that is too large, or not RGB, has no faces`() throws {
        var detector = try FaceDetector()
        let face = try Bitmap.drawnFace()
        let large = Synthetic.flat(321, 100, pixel: [96, 128, 160]).with(face, x: 100, y: 10)
        #expect(detector.faces(in: large).isEmpty)
        #expect(detector.faces(in: Synthetic.flat(100, 100, pixel: [9])).isEmpty)
        #expect(detector.faces(in: Bitmap(size: PixelSize(width: 9, height: 9), channels: 3, samples: [1])).isEmpty)
    }

    @Test(arguments: [1, 2, 3])
    func `a face is found wherever it is and however large`(enlarged: Int) throws {
        let face = try Bitmap.drawnFace().enlarged(enlarged)
        let ground = Synthetic.flat(320, 300, pixel: [96, 128, 160])
        var detector = try FaceDetector()
        for (x, y) in [(0, 0), (320 - face.size.width, 0), (17, 300 - face.size.height), (60, 50)] {
            let found = detector.faces(in: ground.with(face, x: x, y: y))
            try #require(found.count == 1)
            let wanted = Frame(
                left: Double(x + 15 * enlarged) / 320,
                top: Double(y + 10 * enlarged) / 300,
                right: Double(x + 44 * enlarged) / 320,
                bottom: Double(y + 50 * enlarged) / 300
            )
            let both = found[0].frame.intersection(wanted).area
            #expect(both > 0.8 * found[0].frame.union(wanted).area)
        }
    }

    @Test func `what it holds is said`() {
        #expect(FaceDetector.memory < 2_200_000)
    }
}
