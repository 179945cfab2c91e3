/// The request methods that AWS's APIs and the Lambda Runtime API use (RFC 9110, section 9).
public enum HTTPMethod: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
}
