import FoundationEssentials
import TestSupport
import Testing

@testable import ImageEngine

/// Reference pictures that `Tests/Fixtures/make-goldens` made with a named version of another tool.
enum Golden {
    /// The bytes of a file. One that is missing fails the test and says how it is made.
    static func bytes(_ kind: String, _ name: String) throws -> [UInt8] {
        try #require(
            try? Repository.bytes("Tests/Fixtures/\(kind)/\(name)"),
            "\(kind)/\(name) is missing; make it with: Tests/Fixtures/make-goldens \(kind)"
        )
    }

    /// The picture of a PAM file.
    static func bitmap(_ kind: String, _ name: String) throws -> Bitmap {
        let bytes = try bytes(kind, "\(name).pam")
        let marker = Array("ENDHDR\n".utf8)
        let end = try #require(bytes.indices.first { bytes[$0...].starts(with: marker) })
        var fields: [String: Int] = [:]
        for line in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let value = Int(words[1]) { fields[String(words[0])] = value }
        }
        return Bitmap(
            size: PixelSize(width: fields["WIDTH"] ?? 0, height: fields["HEIGHT"] ?? 0),
            channels: fields["DEPTH"] ?? 0,
            samples: Array(bytes[(end + marker.count)...])
        )
    }
}

/// The pictures that `Tests/Fixtures/make-goldens` makes its references of, by the same formulas.
enum Synthetic {
    static func noise(_ width: Int, _ height: Int, channels: Int, soft: Bool = false) -> Bitmap {
        var state: UInt32 = 1
        let samples = (0..<width * height * channels).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return soft ? UInt8(64 + (state >> 25)) : UInt8(state >> 24)
        }
        return Bitmap(size: PixelSize(width: width, height: height), channels: channels, samples: samples)
    }

    static func waves(_ width: Int, _ height: Int, channels: Int) -> Bitmap {
        var samples: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<channels {
                    let at = (x * 5 + y * 3 + c * (40 + x)) % 510
                    samples.append(UInt8(at < 256 ? at : 510 - at))
                }
            }
        }
        return Bitmap(size: PixelSize(width: width, height: height), channels: channels, samples: samples)
    }

    static func flat(_ width: Int, _ height: Int, pixel: [UInt8]) -> Bitmap {
        Bitmap(
            size: PixelSize(width: width, height: height),
            channels: pixel.count,
            samples: Array(repeatElement(pixel, count: width * height).joined())
        )
    }
}
