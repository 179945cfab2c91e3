import FoundationEssentials
import ImageEngine
import TestSupport
import Testing

private let corpus = Repository.shared.map { $0 + "/corpus" }

/// Real and hard files that are not in the repository.
@Suite(.enabled(if: corpus != nil, "MINILAB_SHARED names no folder with a corpus"))
struct CorpusTests {
    /// Files in folders of good ones that no picture can be had of.
    private static let unreadable: [String: String] = [
        "hopper_bad_exif.jpg": "its entropy-coded data are wrong in every row of blocks",
        "random10_100x91_lossless_psv1_pt0.jpg": "lossless JPEG",
        "testorig12.jpg": "12 bits a sample",
    ]

    /// Files in the folder of broken ones whose picture is whole.
    private static let whole: [String: String] = [
        "hopper_idat_after_image_end.png": "more data than pixels",
        "jpg_named_png.png": "only its name is wrong",
        "png_named_jpg.jpg": "only its name is wrong",
        "polyglot_jpg_html_com.jpg": "a comment that is not read",
        "polyglot_jpg_zip.jpg": "bytes behind the end",
        "truncated_app14.jpg": "one segment is too short",
        "weird_normalize_error.jpg": "nothing is wrong with it",
    ]

    private static func files(_ folders: [String]) -> [String] {
        guard let corpus else { return [] }
        return folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(corpus)/\(folder)")) ?? [])
                .map { "\(folder)/\($0)" }.sorted()
        }
    }

    private static func develop(_ file: String) throws -> Rendering {
        let path = "\(corpus ?? "")/\(file)"
        // Data leaks its buffer when it reads an empty file, which fails the leak check.
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64
        let bytes = size == 0 ? [] : try [UInt8](Data(contentsOf: URL(filePath: path)))
        var limits = DecodeLimits()
        limits.maxPixels = file.hasPrefix("broken") ? limits.maxPixels : 300_000_000
        return try render(bytes, [fitting(200, 200)], limits: limits, pieces: 65_536)
    }

    @Test(arguments: files(["color", "orient", "photos", "png"]))
    func `a good file is rendered`(file: String) throws {
        let name = String(file.split(separator: "/")[1])
        guard Self.unreadable[name] == nil else {
            #expect(throws: ImageError.self) { try Self.develop(file) }
            return
        }
        let rendering = try Self.develop(file)
        let image = try #require(rendering.images.first)
        #expect(image.size.width <= 200 && image.size.height <= 200)
        #expect(max(image.size.width, image.size.height) == 200 || image.size == rendering.info.size)
        let again = try render(image.bytes, [RenditionSettings()])
        #expect(again.info.size == image.size)
        #expect(again.info.orientation == .up && again.info.profileBytes == 0)
    }

    @Test(arguments: files(["broken"]))
    func `a broken file is refused, or its picture is whole`(file: String) throws {
        if Self.whole[String(file.split(separator: "/")[1])] != nil {
            #expect(throws: Never.self) { try Self.develop(file) }
        } else {
            #expect(throws: ImageError.self) { try Self.develop(file) }
        }
    }
}
