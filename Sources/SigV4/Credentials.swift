/// What signs a request in the name of an AWS principal.
public struct Credentials: Sendable, Equatable {
    /// The public half of the key.
    public var accessKeyID: String
    /// The secret half; never logged, never sent.
    public var secretAccessKey: String
    /// The token of temporary credentials, as Lambda gives them.
    public var sessionToken: String?

    /// Creates credentials.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

/// However it is printed, alone or inside of something else, no part of it shows.
extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of them.
    public var description: String { "Credentials(…)" }
    /// Nothing of them.
    public var debugDescription: String { description }
    /// Nothing of them.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
