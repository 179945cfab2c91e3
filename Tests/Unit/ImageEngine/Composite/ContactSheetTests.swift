import Testing

@testable import ImageEngine

@Suite struct ContactSheetTests {
    @Test(arguments: [(1, 184, 184), (6, 1044, 184), (7, 1044, 356)])
    func `pictures stand in lines of six`(count: Int, width: Int, height: Int) throws {
        var sheet = ContactSheet()
        let slope = Samples.slope(160, 90)
        for _ in 0..<count { try sheet.add(png: slope.span) }
        let made = try pixels(sheet.encoded())
        #expect(made.size == PixelSize(width: width, height: height))
        // The paper in the corner, and the first picture's upper left pixel, which is half way down the empty space of its cell.
        #expect(Array(made.samples.prefix(3)) == [245, 245, 242])
        let first = ((12 + 35) * width + 12) * 3
        #expect(Array(made.samples[first..<first + 3]) == [0, 0, 96])
    }

    @Test func `transparency shows the paper`() throws {
        var sheet = ContactSheet()
        let invisible = Samples.png(width: 160, height: 160, colorType: 6) { _, _ in [9, 9, 9, 0] }
        try sheet.add(png: invisible.span)
        let made = try pixels(sheet.encoded())
        #expect(made.samples.allSatisfy { $0 == 245 || $0 == 242 })
    }

    @Test func `a picture that is no PNG is refused`() {
        var sheet = ContactSheet()
        let bytes: [UInt8] = [1, 2, 3]
        do {
            try sheet.add(png: bytes.span)
            Issue.record("it was taken")
        } catch {
            #expect(error == .unknownFormat(prefix: bytes))
        }
    }
}
