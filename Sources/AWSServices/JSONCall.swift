import Digests
import FoundationEssentials
import HTTP

extension AWSClient {
    /// A call of a service that speaks AWS JSON 1.0 (DynamoDB).
    func performJSON<Input: Encodable, Output: Decodable>(
        _ service: AWSService,
        target: String,
        name: String,
        _ input: Input,
        _ context: CallContext,
        output: Output.Type
    ) throws(ServiceError) -> Output {
        let body: [UInt8]
        do { body = Array(try JSONEncoder().encode(input)) } catch {
            throw .invalidRequest(operation: name, detail: "the arguments cannot be written as JSON")
        }
        var call = ServiceCall(service, name, .post, body: body)
        call.headers["Content-Type"] = "application/x-amz-json-1.0"
        call.headers["X-Amz-Target"] = target
        return try perform(call, context) { response throws(ServiceError) in
            // DynamoDB's own checksum of what it sends.
            if let expected = response.head.headers["x-amz-crc32"].flatMap({ UInt64($0) }) {
                var check = CyclicRedundancyCheck(.crc32)
                check.update(response.body.span)
                guard check.value == expected else {
                    throw .malformedResponse(operation: name, detail: "its x-amz-crc32 does not match")
                }
            }
            do { return try JSONDecoder().decode(Output.self, from: Data(response.body)) } catch {
                throw .malformedResponse(operation: name, detail: "it is not the JSON that was expected")
            }
        }
    }
}

/// An answer in which nothing is of interest, though it has to be a JSON object.
struct EmptyOutput: Decodable {}
