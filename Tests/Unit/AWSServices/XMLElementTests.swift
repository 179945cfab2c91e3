import Testing

@testable import AWSServices

@Suite struct XMLElementTests {
    @Test func `elements, text, references and CDATA are read`() throws {
        let document = """
            \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
            <!-- a > b -->
            <List xmlns="http://s3.amazonaws.com/doc/2006-03-01/" a='>'>
              <Key>a&amp;b &lt;&#x1F600;&#233;&gt;&quot;&apos;</Key><Key/><Key ><![CDATA[<raw>&amp;]]></Key  >
              <Owner><ID>1</ID></Owner>
            </List>

            """
        let root = try #require(XMLElement(parsing: Array(document.utf8)))
        #expect(root.name == "List")
        #expect(root.all("Key").map(\.text) == ["a&b <😀é>\"'", "", "<raw>&amp;"])
        #expect(root["Owner"]?["ID"]?.text == "1")
        #expect(root["None"] == nil)
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a></a><b></b>", "<a>&unknown;</a>", "<a>&#xD800;</a>", "<a>&#99999999;</a>",
        "<a b='></a>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a><![CDATA[</a>", "<a", "<", "</a>", "<a>&", "<a><!-- </a>",
        "{\"a\": 1}",
        String(repeating: "<a>", count: 100_000),
    ])
    func `anything else is refused`(text: String) {
        #expect(XMLElement(parsing: Array(text.utf8)) == nil)
    }

    @Test func `no beginning of a document is taken for the whole`() {
        let document = Array("<?xml version='1.0'?><a x=\"1\"><b>&amp;<![CDATA[c]]></b><!-- d --></a>".utf8)
        #expect(XMLElement(parsing: document) != nil)
        for length in 0..<document.count { #expect(XMLElement(parsing: Array(document.prefix(length))) == nil) }
    }
}
