import Testing

@testable import ImageEngine

@Suite struct FaceFocusTests {
    private func face(_ left: Double, _ top: Double, _ width: Double, _ height: Double) -> Face {
        Face(frame: Frame(left: left, top: top, right: left + width, bottom: top + height), score: 0.9)
    }

    /// Where a crop of these shares around the focus lies: shifted into the picture.
    private func crop(_ focus: Focus, _ width: Double, _ height: Double) -> Frame {
        let left = min(max(focus.x - width / 2, 0), 1 - width)
        let top = min(max(focus.y - height / 2, 0), 1 - height)
        return Frame(left: left, top: top, right: left + width, bottom: top + height)
    }

    @Test func `no face has no focus`() {
        #expect(FaceFocus([], keeping: 0.5, 1) == nil)
    }

    @Test func `one face is centered with its hair and chin`() throws {
        let found = try #require(FaceFocus([face(0.6, 0.3, 0.1, 0.2)], keeping: 0.5, 1))
        #expect(found.rule == .union)
        #expect(found.focus == Focus(x: 0.65, y: 0.375))
    }

    @Test func `hair is cut before a face is`() throws {
        // With hair it is 0.29 high, without 0.2.
        let found = try #require(FaceFocus([face(0.4, 0.3, 0.2, 0.2)], keeping: 1, 0.25))
        #expect(found.rule == .union)
        #expect(found.focus == Focus(x: 0.5, y: 0.4))
    }

    @Test func `all faces that fit are kept`() throws {
        let faces = [face(0.1, 0.2, 0.1, 0.2), face(0.4, 0.3, 0.1, 0.2)]
        let found = try #require(FaceFocus(faces, keeping: 0.5, 1))
        #expect(found.rule == .union)
        #expect(found.focus.x == 0.3)
    }

    @Test func `a passer-by does not count`() throws {
        let faces = [face(0.1, 0.2, 0.2, 0.3), face(0.9, 0.3, 0.02, 0.03)]
        let found = try #require(FaceFocus(faces, keeping: 0.4, 1))
        #expect(found.rule == .union)
        #expect(found.focus.x == 0.2)
    }

    @Test func `where not all fit, the largest one is kept with those beside it`() throws {
        let (largest, near, far) = (face(0.5, 0.3, 0.12, 0.2), face(0.7, 0.3, 0.1, 0.2), face(0.05, 0.3, 0.1, 0.2))
        let found = try #require(FaceFocus([far, near, largest], keeping: 0.4, 1))
        #expect(found.rule == .window)
        let crop = crop(found.focus, 0.4, 1)
        #expect(largest.frame.intersection(crop) == largest.frame && near.frame.intersection(crop) == near.frame)
    }

    @Test func `of two windows the one with more face is taken`() throws {
        let (largest, small) = (face(0.45, 0.3, 0.12, 0.2), face(0.2, 0.3, 0.06, 0.1))
        let larger = face(0.72, 0.3, 0.09, 0.15)
        let found = try #require(FaceFocus([largest, small, larger], keeping: 0.4, 1))
        #expect(found.rule == .window)
        #expect(found.focus.x > 0.51)
    }

    @Test func `a face at the other end is left out`() throws {
        let found = try #require(FaceFocus([face(0.85, 0.3, 0.1, 0.3), face(0.05, 0.3, 0.08, 0.2)], keeping: 0.3, 1))
        #expect(found.rule == .largest)
        #expect(found.focus.x == 0.9)
    }

    @Test func `a face larger than the crop keeps its eyes`() throws {
        let found = try #require(FaceFocus([face(0.3, 0.2, 0.4, 0.5)], keeping: 1, 0.3))
        #expect(found.rule == .eyeLine)
        #expect(found.focus == Focus(x: 0.5, y: 0.41))
    }

    @Test(arguments: [(1.0, 0.3), (0.4, 1.0), (1.0, 0.75), (0.2, 1.0), (1.0, 1.0)])
    func `the largest face is whole wherever it fits`(width: Double, height: Double) throws {
        var state: UInt32 = 7
        func random() -> Double {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Double(state >> 8) / Double(1 << 24)
        }
        for _ in 0..<500 {
            let faces = (0..<1 + Int(random() * 8)).map { _ in
                let (across, down) = (0.02 + 0.3 * random(), 0.02 + 0.3 * random())
                return face((1 - across) * random(), (1 - down) * random(), across, down)
            }
            let found = try #require(FaceFocus(faces, keeping: width, height))
            let largest = try #require(faces.max { $0.frame.area < $1.frame.area }).frame
            let crop = crop(found.focus, width, height)
            if largest.width <= width, largest.height <= height {
                // A thousandth is what rounding the focus may cost.
                #expect(largest.intersection(crop).area > largest.area - 0.0015)
                #expect(found.rule != .eyeLine)
            } else {
                #expect(found.rule == .eyeLine)
                let eyes = largest.top + 0.42 * largest.height
                #expect(crop.top <= eyes && eyes <= crop.bottom)
            }
        }
    }

    @Test func `a focus is rounded to thousandths and lies in the picture`() {
        #expect(Focus(x: 0.12345, y: 0.9996).x == 0.123)
        #expect(Focus(x: 0.12345, y: 0.9996).y == 1)
        #expect(Focus(x: -3, y: .infinity) == Focus(x: 0, y: 1))
        #expect(Focus(x: .nan, y: 0.5) == .center)
    }
}
