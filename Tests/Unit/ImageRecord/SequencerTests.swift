import ImageRecord
import Testing

@Suite struct SequencerTests {
    @Test(arguments: [
        ("0055AED6DCD90281E5", "0055AED6DCD90281E6"), ("0055", "0055AED6DCD90281E5"), ("00", "01"), ("0A", "0b"),
        ("09", "0a"),
        (String(repeating: "0", count: 64), String(repeating: "0", count: 69) + "1"),
    ])
    func `the shorter is padded on the right before they are compared`(earlier: String, later: String) throws {
        let (left, right) = (try #require(Sequencer(earlier)), try #require(Sequencer(later)))
        #expect(left < right && !(right < left))
    }

    @Test func `padding and letter case make no difference`() {
        #expect(Sequencer("00ab") == Sequencer("00AB00"))
        #expect(Sequencer("00ab")?.text == "00AB" + String(repeating: "0", count: 60))
    }

    @Test(arguments: ["", "xyz", "00 1", "-1", "0x12"]) func `what is not hexadecimal is no sequencer`(text: String) {
        #expect(Sequencer(text) == nil)
    }
}
