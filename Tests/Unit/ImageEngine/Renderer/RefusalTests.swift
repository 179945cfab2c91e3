import CImageSupport
import ImageFormats
import Testing

@testable import ImageEngine

struct RefusalTests {
    private static func refusal(
        _ bytes: [UInt8],
        _ lane: Lane = .fast,
        _ change: (inout DecodeLimits) -> Void = { _ in }
    ) -> ImageError? {
        var limits = DecodeLimits()
        change(&limits)
        do throws(ImageError) {
            _ = try render(bytes, [fitting(10, 10)], limits: limits, lane: lane)
            return nil
        } catch {
            return error
        }
    }

    @Test func `what is not a picture is refused by its first bytes`() {
        #expect(Self.refusal([]) == .empty)
        #expect(Self.refusal([0xFF]) == .unknownFormat(prefix: [0xFF]))
        let html = Array("<!doctype html>".utf8)
        #expect(Self.refusal(html) == .unknownFormat(prefix: Array(html.prefix(8))))
    }

    @Test func `a format that is not accepted is refused by its first bytes`() {
        let refusal = Self.refusal(Array(Samples.slope(20, 20).prefix(8))) { $0.formats = [.jpeg] }
        #expect(refusal == .formatNotAccepted(.png, accepted: [.jpeg]))
    }

    @Test func `exactly as many bytes as allowed pass`() throws {
        let source = Samples.slope(20, 20)
        #expect(Self.refusal(source) { $0.maxBytes = source.count } == nil)
        #expect(
            Self.refusal(source) { $0.maxBytes = source.count - 1 }
                == .tooManyBytes(source.count, limit: source.count - 1)
        )
    }

    @Test func `exactly as many pixels as allowed pass`() throws {
        for source in try [Samples.slope(20, 30), Samples.jpeg(Samples.slope(20, 30))] {
            #expect(Self.refusal(source) { $0.maxPixels = 600 } == nil)
            #expect(
                Self.refusal(source) { $0.maxPixels = 599 }
                    == .tooManyPixels(PixelSize(width: 20, height: 30), limit: 599)
            )
        }
    }

    @Test func `a bomb is refused from its header`() {
        let png = Samples.signature + Samples.header(0x7FFF_FFFF, 0x7FFF_FFFF, colorType: 6)
        #expect(
            Self.refusal(png) == .tooManyPixels(PixelSize(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF), limit: 100_000_000)
        )
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0]
        #expect(Self.refusal(jpeg) == .tooManyPixels(PixelSize(width: 65_535, height: 65_535), limit: 100_000_000))
    }

    @Test func `a side without pixels is refused`() {
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 0, 0, 16, 1, 1, 0x11, 0]
        #expect(Self.refusal(jpeg) == .noPixels(PixelSize(width: 16, height: 0)))
        #expect(Self.refusal(Samples.signature + Samples.header(0, 5)) == .noPixels(PixelSize(width: 0, height: 5)))
    }

    @Test(arguments: [(UInt8(0xC3), UInt8(8)), (0xC0, 12), (0xC5, 8), (0xCB, 8)])
    func `forms of JPEG that are not read are named`(marker: UInt8, bits: UInt8) throws {
        let refusal = Self.refusal([0xFF, 0xD8, 0xFF, marker, 0, 11, bits, 0, 16, 0, 16, 1, 1, 0x11, 0])
        guard case .unsupported = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test func `what would need more memory than there is is refused with the figures`() throws {
        let source = try Samples.jpeg(Samples.noise(400, 300)) { $0.progressive = true }
        let predicted = try render(source, [fitting(10, 10)]).info.predictedPeak
        #expect(predicted > 400 * 300 * 3)
        #expect(Self.refusal(source) { $0.memory = predicted } == nil)
        #expect(
            Self.refusal(source) { $0.memory = predicted - 1 }
                == .needsMemory(predicted: predicted, limit: predicted - 1)
        )
        let interlaced = Samples.signature + Samples.header(9000, 9000, interlace: 1)
        guard case .needsMemory = Self.refusal(interlaced, .fast, { $0.memory = 100_000_000 }) else {
            Issue.record("an interlaced PNG of 81 megapixels fits into 100 MB")
            return
        }
    }

    @Test func `more scans than allowed are refused`() throws {
        let source = try Samples.jpeg(Samples.noise(40, 30)) { $0.progressive = true }
        #expect(Self.refusal(source) { $0.maxScans = 10 } == nil)
        #expect(Self.refusal(source) { $0.maxScans = 9 } == .tooManyScans(limit: 9))
    }

    @Test func `a profile over the limit is refused`() throws {
        let part = Array("ICC_PROFILE\0".utf8) + [1, 1] + [UInt8](repeating: 0, count: 1000)
        let source = try Samples.adding([(0xE2, part)], to: Samples.jpeg(Samples.slope(8, 8)))
        #expect(Self.refusal(source) { $0.maxMetadataBytes = 999 } == .tooMuchMetadata(1000, limit: 999))
    }

    @Test func `a rendition cannot be enlarged beyond the pixels allowed`() {
        var settings = fitting(.max, .max, fit: .fill)
        settings.resize?.enlarge = true
        var limits = DecodeLimits()
        limits.maxPixels = .max
        #expect(throws: ImageError.self) { try render(Samples.slope(4, 4), [settings], limits: limits) }
    }

    @Test func `a JPEG cannot be wider than 65,500 pixels`() {
        let source = Samples.png(width: 65_501, height: 1, colorType: 0) { x, _ in [UInt8(x & 255)] }
        do throws(ImageError) {
            _ = try render(source, [fitting(nil, nil, .jpeg)])
            Issue.record("it was made")
        } catch {
            guard case .unsupported = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(arguments: Lane.allCases)
    func `every truncation is refused, wherever it is`(lane: Lane) throws {
        let sources = try [
            Samples.noise(19, 13), Samples.jpeg(Samples.noise(33, 21)),
            Samples.jpeg(Samples.noise(33, 21)) { $0.progressive = true },
        ]
        for source in sources {
            for length in 1..<source.count {
                let refusal = Self.refusal(Array(source.prefix(length)), lane)
                switch refusal {
                case .truncated(after: length): break
                case .unknownFormat where length < 8: break
                default: Issue.record("\(length) of \(source.count) bytes: \(String(describing: refusal))")
                }
            }
        }
    }

    @Test func `a wrong checksum is refused`() {
        var source = Samples.noise(19, 13)
        source[60] ^= 1
        guard case .corrupt = Self.refusal(source) else {
            Issue.record("it was rendered")
            return
        }
    }

    @Test func `entropy-coded data that does not decode is refused`() throws {
        let source = try Samples.jpeg(Samples.noise(160, 160)) { $0.quality = 95 }
        let scan = try #require(source.indices.dropLast().first { source[$0] == 0xFF && source[$0 + 1] == 0xDA })
        // Data end early: what follows is filled up with zeros, which no encoder leaves and which run out of codes.
        let cut = Array(source.prefix(scan + 1500)) + [0xFF, 0xD9]
        guard case .corrupt = Self.refusal(cut) else {
            Issue.record("it was rendered")
            return
        }
    }

    @Test(arguments: 0..<200)
    func `damaged bytes are refused or rendered, and nothing worse`(seed: Int) throws {
        var sources = try [
            Samples.noise(40, 30), Samples.jpeg(Samples.noise(40, 30)),
            Samples.jpeg(Samples.noise(40, 30)) { $0.progressive = true },
        ]
        var limits = DecodeLimits()
        limits.maxPixels = 1_000_000
        var state = UInt32(seed) &* 2_654_435_761 &+ 1
        for index in sources.indices {
            for _ in 0...seed % 5 {
                state = state &* 1_664_525 &+ 1_013_904_223
                let place = Int(state >> 8) % sources[index].count
                sources[index][place] = UInt8(truncatingIfNeeded: state)
            }
            do throws(ImageError) {
                let image = try render(sources[index], [fitting(10, 10)], limits: limits).images[0]
                #expect(!image.bytes.isEmpty)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test(arguments: Lane.allCases)
    func `an allocation that fails is an error, whichever it is`(lane: Lane) throws {
        let photo = try Samples.jpeg(Samples.noise(90, 60))
        let progressive = try Samples.jpeg(Samples.noise(90, 60)) { $0.progressive = true }
        let wide = try Samples.jpeg(Samples.noise(410, 20)) { $0.quality = 89 }
        let exif = Samples.chunk("eXIf", Samples.exif(orientation: 6))
        let jobs: [([UInt8], [RenditionSettings])] = [
            (photo, [fitting(20, 20), fitting(20, 20, .png)]), (progressive, [fitting(20, 20)]),
            (wide, [RenditionSettings(), fitting(20, 20)]),
            (Samples.noise(40, 30, channels: 4), [fitting(20, 20), fitting(20, 20, .jpeg)]),
            (Samples.slope(40, 30, chunks: [exif]), [RenditionSettings()]),
        ]
        for (bytes, settings) in jobs {
            let intact = try render(bytes, settings, lane: lane).images
            var failures = 0
            for nth in 1... {
                _ = ic_fail_allocation(nth)
                let result = Result { () throws(ImageError) in try render(bytes, settings, lane: lane) }
                let happened = ic_fail_allocation(0) != 0
                if case .success(let rendering) = result, !happened {
                    #expect(rendering.images == intact)
                    break
                }
                failures += 1
                guard case .failure(.outOfMemory) = result else {
                    Issue.record("allocation \(nth): \(result)")
                    break
                }
            }
            #expect(failures > 20)
        }
    }
}
