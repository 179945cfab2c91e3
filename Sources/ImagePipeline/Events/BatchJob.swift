/// Tasks of an S3 Batch Operations job, invocation schema 1.0 (bucket by ARN) or 2.0 (by name).
public struct BatchJob: Sendable, Decodable {
    /// One object to work on.
    public struct Task: Sendable, Decodable {
        /// What the answer refers to.
        public let taskID: String
        /// The object, or why it cannot be read.
        public let notification: Event.Notification

        private struct Fields: Decodable {
            var taskId: String
            var s3Key: String
            var s3Bucket: String?
            var s3BucketArn: String?

            var bucket: String? { s3Bucket ?? s3BucketArn?.split(separator: ":").last.map { String($0) } }
        }

        /// Reads a task.
        public init(from decoder: any Decoder) throws {
            let fields = try Fields(from: decoder)
            taskID = fields.taskId
            notification = Result { () throws(EventError) in
                guard let bucket = fields.bucket else { throw .malformed("neither s3Bucket nor s3BucketArn") }
                // A manifest's version may be an old one by now; the object is developed as it is.
                return ObjectEvent(.requested, bucket: bucket, key: try ObjectEvent.decodedKey(fields.s3Key))
            }
        }
    }

    /// `1.0` or `2.0`; the answer repeats it.
    public let invocationSchemaVersion: String
    /// The answer repeats it.
    public let invocationId: String
    /// The objects; S3 sends one at a time today.
    public let tasks: [Task]
}
