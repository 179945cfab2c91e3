public import AWSServices
public import Telemetry

/// Handles an event, such as the body of a queue's message, in a process of its own; throws when it did not succeed there.
public typealias Isolation = @Sendable (_ event: [UInt8], _ context: CallContext, _ log: Log) throws -> Void
