import AWSServices
import FoundationEssentials
import ImageRecord
import Testing

@Suite struct RowTests {
    /// A row of the first release, every attribute of it.
    private static let item: [String: AttributeValue] = [
        "ImageID": .string("photos/in/ä b.jpg"), "Filename": .string("ä b.jpg"), "Bucket": .string("photos"),
        "Key": .string("in/ä b.jpg"), "VersionId": .string("v1"), "ETag": .string("abc"), "Size": .number(1234),
        "Format": .string("jpeg"), "Width": .number(400), "Height": .number(300),
        "UploadTime": .string("2026-11-21T09:30:00.999Z"), "ProcessedTime": .string("2026-11-21T09:30:01.001Z"),
        "UploadedBy": .string("AWS:ABC"), "Status": .string("READY"),
        "ThumbnailPath": .string("s3://thumbs/in/ä b.jpg"),
        "ThumbHash": .string("1QcSHQRnh493V4dIh4eXh1h4kJUI"), "DominantColor": .string("#aabbcc"),
        "Sequencer": .string("0055AED6" + String(repeating: "0", count: 56)), "Revision": .number(7),
        "RecipeHash": .string("00112233445566778899aabbccddeeff"),
        "Renditions": .list([
            .map([
                "name": .string("thumb"), "bucket": .string("thumbs"), "key": .string("in/ä b.jpg"),
                "width": .number(200), "height": .number(150), "bytes": .number(99),
                "contentType": .string("image/jpeg"),
            ]),
            .map([
                "name": .string("copy"), "bucket": .string("copies"), "key": .string("in/ä b.jpg"),
                "bytes": .number(1234), "contentType": .string("image/jpeg"),
            ]),
        ]),
    ]

    @Test func `a row is read and written as it was`() {
        let row = Row(item: Self.item)
        #expect(row.imageID == ImageID(bucket: "photos", key: "in/ä b.jpg"))
        #expect(row.status == .ready && row.revision == 7 && row.width == 400 && row.height == 300)
        #expect(row.renditions.map(\.location) == ["s3://thumbs/in/ä b.jpg", "s3://copies/in/ä b.jpg"])
        #expect(row.renditions[1].width == nil && row.placeholder?.dominantColor == "#aabbcc")
        #expect(row.item == Self.item)
    }

    @Test(arguments: Self.item.keys.sorted()) func `an attribute that is missing is unknown, and nothing else is`(
        name: String
    ) {
        var item = Self.item
        item[name] = nil
        let written = Row(item: item).item
        // The file name follows from the key, and the path from the renditions.
        let expected =
            switch name {
            case "Filename", "ThumbnailPath": Self.item
            case "ImageID", "Bucket", "RecipeHash": item.merging([name: .string("")]) { $1 }
            case "Key": item.merging(["Key": .string(""), "Filename": .string("")]) { $1 }
            case "Revision": item.merging(["Revision": .number(0)]) { $1 }
            case "ThumbHash": item.filter { $0.key != "DominantColor" }
            case "Renditions": item.merging(["Renditions": .list([])]) { $1 }.filter { $0.key != "ThumbnailPath" }
            default: item
            }
        #expect(written == expected)
    }

    @Test(arguments: Self.item.keys.sorted()) func `an attribute of another type counts as missing`(name: String) {
        var odd = Self.item
        odd[name] = .bool(true)
        var without = Self.item
        without[name] = nil
        #expect(Row(item: odd) == Row(item: without))
    }

    @Test func `what a later version adds is passed over`() {
        let later = Self.item.merging(["Focus": .map(["x": .number("0.5")]), "UploadedFor": .string("ada")]) { $1 }
        #expect(Row(item: later) == Row(item: Self.item))
        #expect(Row(item: Self.item.merging(["Format": .string("jxl")]) { $1 }).format == "jxl")
    }

    @Test func `a focus is read and written as it was, and holds no faces`() {
        let focus: [String: AttributeValue] = [
            "x": .number("0.44"), "y": .number("0.232"), "of": .string("faces"), "faces": .number(2),
        ]
        let item = Self.item.merging(["Focus": .map(focus)]) { $1 }
        let row = Row(item: item)
        #expect(row.focus == StoredFocus(x: 0.44, y: 0.232, of: "faces", faces: 2))
        #expect(row.item == item)
        #expect(Set(focus.keys) == Set(StoredFocus.CodingKeys.allCases.map(\.rawValue)))
    }

    @Test(
        arguments: [
            [:], ["x": .number("0.5")], ["x": .number("0.5"), "y": .string("0.5")],
            ["x": .number("1.5"), "y": .number("0.5")], ["x": .number("nan"), "y": .number("0.5")],
        ] as [[String: AttributeValue]]
    )
    func `a focus that is no point of the image is none`(focus: [String: AttributeValue]) {
        #expect(Row(item: Self.item.merging(["Focus": .map(focus)]) { $1 }) == Row(item: Self.item))
    }

    @Test func `a status that is not known here is none`() {
        #expect(Row(item: Self.item.merging(["Status": .string("ARCHIVED")]) { $1 }).status == nil)
    }

    @Test(
        arguments: [
            [:], ["bucket": .string("b")], ["key": .string("k")], ["bucket": .string(""), "key": .string("k")],
            ["bucket": .string("b"), "key": .string("")],
        ] as [[String: AttributeValue]]
    )
    func `a rendition without a place is none`(rendition: [String: AttributeValue]) {
        let item = ["Renditions": AttributeValue.list([.map(rendition), .string("s3://b/k")])]
        #expect(Row(item: item).renditions.isEmpty)
    }

    @Test func `a rendition needs no more than a place`() {
        let item = ["Renditions": AttributeValue.list([.map(["bucket": .string("b"), "key": .string("k")])])]
        #expect(
            Row(item: item).renditions == [
                StoredRendition(name: "", bucket: "b", key: "k", bytes: nil, contentType: nil)
            ]
        )
    }

    @Test(arguments: [("a.jpg", "a.jpg"), ("in/a.jpg", "a.jpg"), ("in/", ""), ("/", ""), ("", "")])
    func `the file name is the key without its folders`(key: String, name: String) {
        let row = Row(ImageID(bucket: "b", key: key), bucket: "b", key: key, recipeHash: "", replacing: nil)
        #expect(row.filename == name && row.revision == 1)
    }

    @Test(arguments: [0, 7, .max]) func `a row that replaces another has another revision`(revision: Int) {
        var row = Row(item: Self.item)
        row.revision = revision
        let next = Row(row.imageID, bucket: row.bucket, key: row.key, recipeHash: "", replacing: row)
        #expect(next.revision == revision &+ 1)
        #expect(row.confirmed.revision == revision &+ 1)
    }

    @Test func `two spellings of a character are two images`() {
        #expect(ImageID(bucket: "b", key: "\u{E4}") != ImageID(bucket: "b", key: "a\u{308}"))
    }
}

@Suite struct ProvenanceTests {
    @Test func `what a rendition says of itself is read as it was written`() throws {
        let id = ImageID(bucket: "photos", key: "ä.jpg")
        let provenance = Provenance(imageID: id, eTag: "e", versionID: nil, recipeHash: "r")
        #expect(Array(provenance.metadata.keys) == ["minilab-source"])
        #expect(Provenance(provenance.metadata) == provenance)
        #expect(provenance.imageHash == Provenance.hash(of: id))
    }

    @Test(arguments: [[:], ["minilab-source": "a;b;c"], ["minilab-source": "a;b;c;d;e"], ["source": "a;b;c;d"]])
    func `an object that does not say so was not made by Minilab`(metadata: [String: String]) {
        #expect(Provenance(metadata) == nil)
    }
}
