import AWSServices
import FoundationEssentials
import Testing

@Suite struct AttributeValueTests {
    @Test(arguments: [
        (AttributeValue.string("ä"), #"{"S":"ä"}"#), (.number(-12), #"{"N":"-12"}"#), (.number("1.5"), #"{"N":"1.5"}"#),
        (.bool(false), #"{"BOOL":false}"#), (.null, #"{"NULL":true}"#), (.binary("AP8="), #"{"B":"AP8="}"#),
        (.list([.null, .string("")]), #"{"L":[{"NULL":true},{"S":""}]}"#),
        (.map(["a": .map([:])]), #"{"M":{"a":{"M":{}}}}"#),
        (.stringSet(["a"]), #"{"SS":["a"]}"#), (.numberSet(["1"]), #"{"NS":["1"]}"#),
        (.binarySet(["AA=="]), #"{"BS":["AA=="]}"#),
    ])
    func `a value has DynamoDB's own form`(value: AttributeValue, json: String) throws {
        let encoded = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        #expect(encoded == json)
        #expect(try JSONDecoder().decode(AttributeValue.self, from: Data(json.utf8)) == value)
    }

    @Test(arguments: [#"{}"#, #"{"X":"1"}"#, #"{"S":1}"#, #"{"S":"a","N":"1"}"#, #""a""#, #"{"L":{}}"#])
    func `anything else is refused`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(AttributeValue.self, from: Data(json.utf8)) }
    }

    @Test func `values are read by their type`() {
        #expect(AttributeValue.number("12").integer == 12)
        #expect(AttributeValue.number("1.5").integer == nil)
        #expect(AttributeValue.string("a").string == "a")
        #expect(AttributeValue.number("1").string == nil)
        #expect(AttributeValue.list([.null]).list == [.null])
        #expect(AttributeValue.map(["a": .null]).map == ["a": .null])
    }
}
