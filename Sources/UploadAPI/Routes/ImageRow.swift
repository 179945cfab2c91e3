import AWSServices

/// The row of an image, as far as it is shown.
struct ImageRow: Equatable {
    struct Rendition: Equatable, Encodable {
        var name: String
        var bucket: String
        var key: String
        var width: Int?
        var height: Int?
        var bytes: Int?
        var contentType: String?
        /// A presigned URL, given when it is shown.
        var url: String?

        /// `nil` without a place: there is nothing to show.
        init?(_ value: AttributeValue) {
            guard let map = value.map, let bucket = map["bucket"]?.string, let key = map["key"]?.string,
                !bucket.isEmpty, !key.isEmpty
            else { return nil }
            name = map["name"]?.string ?? ""
            self.bucket = bucket
            self.key = key
            width = map["width"]?.integer
            height = map["height"]?.integer
            bytes = map["bytes"]?.integer
            contentType = map["contentType"]?.string
        }
    }

    var status: String
    var reason: String?
    var format: String?
    var width: Int?
    var height: Int?
    var size: Int?
    var uploadTime: String?
    var processedTime: String?
    var uploadedBy: String?
    var renditions: [Rendition]

    /// Reads an item; `nil` without a status.
    init?(_ item: [String: AttributeValue]) {
        guard let status = item["Status"]?.string else { return nil }
        self.status = status
        reason = item["Reason"]?.string
        format = item["Format"]?.string
        width = item["Width"]?.integer
        height = item["Height"]?.integer
        size = item["Size"]?.integer
        uploadTime = item["UploadTime"]?.string
        processedTime = item["ProcessedTime"]?.string
        uploadedBy = item["UploadedBy"]?.string
        renditions = (item["Renditions"]?.list ?? []).compactMap { Rendition($0) }
    }
}
