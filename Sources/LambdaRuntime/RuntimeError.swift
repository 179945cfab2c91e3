/// Why a call to the Runtime API failed.
public enum RuntimeError: Error, Equatable {
    /// No response came.
    case unreachable(String)
    /// The platform answered with a status that is not success.
    case refused(call: String, status: Int)
    /// `/next` brought an event without `Lambda-Runtime-Aws-Request-Id`, so nothing can be answered.
    case missingRequestID
    /// The answer is larger than Lambda accepts; it was not sent.
    case answerTooLarge(bytes: Int, limit: Int)
}
