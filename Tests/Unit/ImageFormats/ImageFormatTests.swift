import Testing

@testable import ImageFormats

struct ImageFormatTests {
    private static func box(_ length: Int, _ brands: [String]) -> [UInt8] {
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + Array("ftyp".utf8)
        return head + Array(brands[0].utf8) + [0, 0, 0, 0] + brands.dropFirst().flatMap { Array($0.utf8) }
    }

    private static func identify(_ bytes: [UInt8]) -> ImageFormat? { ImageFormat.identify(bytes.span) }

    @Test(arguments: ImageFormat.allCases)
    func `a format is told by what it begins with, whatever stands where any byte may`(format: ImageFormat) {
        #expect(!format.signatures.isEmpty || !format.brands.isEmpty)
        for signature in format.signatures {
            for filler in [0, 0x3F, 0xFF] as [UInt8] {
                let bytes = signature.bytes.map { $0 ?? filler }
                #expect(Self.identify(bytes) == format)
                #expect(Self.identify(bytes + [UInt8](repeating: 9, count: 100)) == format)
                #expect(Self.identify(bytes.dropLast()) != format)
            }
        }
        for brand in format.brands { #expect(Self.identify(Self.box(16, [brand])) == format) }
    }

    @Test func `brands behind the first count as far as the box reaches`() {
        #expect(Self.identify(Self.box(24, ["mif1", "miaf", "avif"])) == .avif)
        #expect(Self.identify(Self.box(24, ["mif1", "miaf", "heic"])) == .heic)
        #expect(Self.identify(Self.box(24, ["isom", "mp41", "mp42"])) == nil)
        #expect(Self.identify(Self.box(20, ["isom", "mp41"]) + Array("heic".utf8)) == nil)
        // The version stands between them, and is no brand.
        #expect(Self.identify(Array(Self.box(16, ["isom"]).prefix(12)) + Array("heic".utf8)) == nil)
        #expect(Self.identify(Self.box(Int(UInt32.max), ["isom", "heic"])) == .heic)
    }

    @Test(arguments: [[], [0xFF], Array("<html>".utf8), Array("\0\0\0\u{18}ftyp".utf8), Array("%PDF-1.7".utf8)])
    func `anything else is nothing`(bytes: [UInt8]) {
        #expect(Self.identify(bytes) == nil)
    }

    @Test func `names, types and extensions belong to one format each`() {
        let all = ImageFormat.allCases
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.mediaType)).count == all.count)
        let extensions = all.flatMap(\.fileExtensions)
        #expect(Set(extensions).count == extensions.count)
        #expect(all.allSatisfy { $0.fileExtension == $0.fileExtensions.first })
    }

    @Test(arguments: ImageFormat.allCases)
    func `what stands in for a format can be written, and is transparent where it has to be`(format: ImageFormat) {
        for hasAlpha in [false, true] { #expect(ImageFormat.writable.contains(format.written(hasAlpha: hasAlpha))) }
        if ImageFormat.writable.contains(format) { #expect(format.written(hasAlpha: true) == format) }
        if !ImageFormat.writable.contains(format) { #expect(format.written(hasAlpha: true) == .png) }
    }

    @Test func `names are listed as in a sentence`() {
        #expect(ImageFormat.names(of: [], joinedBy: "or") == "")
        #expect(ImageFormat.names(of: [.png], joinedBy: "or") == "PNG")
        #expect(ImageFormat.names(of: [.jpeg, .png], joinedBy: "and") == "JPEG and PNG")
        #expect(ImageFormat.names(of: [.jpeg, .png, .webp], joinedBy: "or") == "JPEG, PNG or WebP")
    }
}
