import ImageFormats
import Testing

@testable import ImageEngine

struct ShrinkOnLoadTests {
    @Test(arguments: [
        (4032.0, 150, 1), (4032, 252, 1), (4032, 253, 2), (4032, 504, 2), (4032, 800, 4), (4032, 1008, 4),
        (4032, 1009, 8), (4032, 4032, 8), (10, 5, 8), (1, 1, 8),
    ])
    func `at least twice the target is decoded by libjpeg`(width: Double, target: Int, eighths: Int) {
        Self.expect(width, target, .library, eighths)
    }

    @Test(arguments: [
        (4032.0, 150, 1), (4032, 252, 1), (4032, 253, 2), (4032, 672, 2), (4032, 673, 3), (4032, 1008, 3),
        (4032, 1344, 4), (4032, 1600, 5), (4032, 2016, 6), (4032, 2017, 8), (5616, 1600, 4), (10, 5, 6), (1, 1, 8),
    ])
    func `at least one and a half times the target is decoded by the fast lane, twice of means`(
        width: Double,
        target: Int,
        eighths: Int
    ) {
        Self.expect(width, target, .fast, eighths)
    }

    private static func expect(_ width: Double, _ target: Int, _ lane: Lane, _ eighths: Int) {
        let size = PixelSize(width: target, height: 1)
        #expect(ShrinkOnLoad.needed(forRegion: width, 1_000_000, target: size, of: lane).eighths == eighths)
        let turned = PixelSize(width: 1, height: target)
        #expect(ShrinkOnLoad.needed(forRegion: 1_000_000, width, target: turned, of: lane).eighths == eighths)
    }

    private static func scan(_ first: UInt8, refines: Bool) throws -> JPEGScan {
        try JPEGScan([1, 1, 0, first, first == 0 ? 0 : 63, refines ? 0x10 : 0x01])
    }

    @Test(arguments: [
        (8, [true, true, true, true, true, true]), (4, [true, true, true, false, false, false]),
        (2, [true, true, false, false, false, false]), (1, [true, false, false, false, false, false]),
    ])
    func `scans that do not show at the scale are cut`(eighths: Int, kept: [Bool]) throws {
        let scans = try [
            Self.scan(0, refines: true), Self.scan(1, refines: false), Self.scan(6, refines: false),
            Self.scan(1, refines: true), Self.scan(6, refines: true), Self.scan(25, refines: false),
        ]
        #expect(scans.map { ShrinkOnLoad(eighths: eighths).keeps($0) } == kept)
    }

    @Test func `a progressive picture comes out as the baseline one does, whatever was cut`() throws {
        for box in [40, 100, 170, 600] {
            let source = Samples.slope(640, 480)
            let baseline = try Samples.jpeg(source)
            let progressive = try Samples.jpeg(source) { $0.progressive = true }
            let expected = try pixels(render(baseline, [fitting(box, box, .png)]).images[0].bytes)
            let got = try pixels(render(progressive, [fitting(box, box, .png)]).images[0].bytes)
            #expect(meanDifference(got, expected) < 1.5)
        }
    }
}
