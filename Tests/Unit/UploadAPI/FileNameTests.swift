import ImageFormats
import Testing

@testable import UploadAPI

@Suite struct FileNameTests {
    private static let random = "aaaaaaaaaaaaaaaaaaaaaaaaaa-"

    private func clean(_ proposal: String, _ type: ImageFormat = .jpeg) -> String {
        String(FileName(cleaning: proposal, type: type, random: { 0 }).text.dropFirst(Self.random.count))
    }

    @Test(arguments: [
        ("IMG_0001.JPG", "IMG_0001.jpg"), ("photo.jpeg", "photo.jpeg"), ("photo.png", "photo-png.jpg"),
        ("", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"), ("..\\..\\boot.ini", "boot-ini.jpg"), ("C:\\fakepath\\x.jpg", "x.jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "img-src-x-onerror-alert-1.jpg"), ("\"><script>.jpg", "script.jpg"),
        ("a.b.c.jpg", "a-b-c.jpg"), ("...", "photo.jpg"), (".jpg", "photo.jpg"), ("-.jpg", "photo.jpg"),
        ("/", "photo.jpg"),
        ("a\u{0}b\r\nc.jpg", "a-b-c.jpg"), ("Ünïcode – ñ.jpg", "Ünïcode-ñ.jpg"), ("休暇の写真.jpg", "休暇の写真.jpg"),
        ("👩‍👩‍👧 family 🎉.jpg", "family.jpg"), ("gpj\u{202E}exe.jpg", "gpj-exe.jpg"), ("\u{301}\u{302}.jpg", "photo.jpg"),
        ("a/\u{301}b.jpg", "b.jpg"), ("%2e%2e%2f.jpg", "2e-2e-2f.jpg"), ("\u{3164}.jpg", "photo.jpg"),
        ("a+b c.jpg", "a-b-c.jpg"),
    ])
    func `a name keeps its letters and nothing that could harm`(proposal: String, expected: String) {
        #expect(clean(proposal).utf8.elementsEqual(expected.utf8))
    }

    @Test func `decomposed letters stay decomposed`() {
        #expect(clean("u\u{308}.jpg").utf8.elementsEqual("u\u{308}.jpg".utf8))
    }

    @Test(arguments: ["a", "ü", "休", "𝒜", "u\u{308}", "-a"])
    func `a name has at most 200 bytes and whole characters`(piece: String) {
        let name = FileName(cleaning: String(repeating: piece, count: 5000) + ".jpeg", type: .jpeg, random: { 0 }).text
        #expect(name.utf8.count <= 200)
        #expect(name.utf8.count > 190)
        #expect(name.hasSuffix(".jpeg"))
        #expect(FileName(serverMade: name) != nil)
    }

    @Test func `every name that was made is recognized`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let scalars = (0..<Int.random(in: 0...60)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...(Bool.random() ? 0x7F : 0x2_FFFF)))
            }
            let proposal = String(String.UnicodeScalarView(scalars)) + (Bool.random() ? ".jpg" : ".PNG")
            let name = FileName(cleaning: proposal, type: Bool.random() ? .jpeg : .png, random: { generator.next() })
                .text
            #expect(
                FileName(serverMade: name)?.text.utf8.elementsEqual(name.utf8) == true,
                "\(proposal.debugDescription)"
            )
            #expect(name.utf8.count <= 200)
            #expect(!name.contains("/") && !name.contains("%") && !name.contains("\\"))
        }
    }

    @Test func `the random part uses all of its bits`() {
        let ones = FileName(cleaning: "", type: .jpeg, random: { .max }).text
        #expect(ones == "77777777777777777777777777-photo.jpg")
        var draws = 0
        _ = FileName(cleaning: "", type: .jpeg) {
            draws += 1
            return 0
        }
        #expect(draws == 3, "130 bits of 60 a draw")
    }
}

@Suite struct MediaTypeTests {
    @Test(
        arguments: [
            ("image/jpeg", "image/jpeg", [:]), (" Image/JPEG ; Q=1", "image/jpeg", ["q": "1"]),
            ("multipart/form-data; boundary=\"a b;c\"", "multipart/form-data", ["boundary": "a b;c"]),
            (
                "form-data; name=\"f\"; filename=\"C:\\x\\\"y\\\".png\"", "form-data",
                ["name": "f", "filename": "C:\\x\"y\".png"]
            ),
            ("text/plain;", "text/plain", [:]), ("form-data; filename=\"\"", "form-data", ["filename": ""]),
        ] as [(String, String, [String: String])]
    )
    func `a field value is taken apart`(field: String, name: String, parameters: [String: String]) throws {
        let type = try #require(MediaType(field))
        #expect(type.name == name)
        #expect(type.parameters == parameters)
    }

    @Test(arguments: ["", ";a=b", "a b", "a; b", "a; =c", "a; b=\"c", "a; b=c; B=d", "a; b=\"c\"d", "a\u{0}", "a; b="])
    func `anything else is refused`(field: String) {
        #expect(MediaType(field) == nil)
    }
}
