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

    @Test func `what was found and cut is drawn over the picture`() throws {
        var marks = CropMarks()
        marks.faces = [Frame(left: 0.5, top: 0.5, right: 0.75, bottom: 0.75)]
        marks.crops = [Frame(left: 0, top: 0, right: 1, bottom: 0.25), Frame(left: -1, top: 0.9, right: 3, bottom: 2)]
        marks.focus = Focus(x: 0.25, y: 0.5)
        var sheet = ContactSheet(cell: 320)
        let gray = Samples.png(width: 320, height: 320) { _, _ in [90, 90, 90] }
        try sheet.add(png: gray.span, marks: marks)
        let made = try pixels(sheet.encoded())
        #expect(made.size == PixelSize(width: 344, height: 344))
        func pixel(_ x: Int, _ y: Int) -> [UInt8] {
            let at = ((y + 12) * 344 + x + 12) * 3
            return Array(made.samples[at..<at + 3])
        }
        #expect(pixel(200, 160) == [255, 210, 0] && pixel(160, 239) == [255, 210, 0])
        #expect(pixel(0, 0) == [255, 255, 255] && pixel(319, 79) == [255, 255, 255])
        #expect(pixel(80, 160) == [255, 40, 30] && pixel(200, 200) == [90, 90, 90])
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
