/// Why an image can never be developed: recorded, counted and announced, but not retried.
struct Rejection: Error, Equatable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
