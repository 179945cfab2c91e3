import AWSServices
import FoundationEssentials
import ImageEngine
import ImageFormats
import Telemetry

extension Row {
    /// The row as DynamoDB keeps it; what is not known is left out.
    var item: [String: AttributeValue] {
        var item: [String: AttributeValue] = [
            "ImageID": .string(imageID),
            "Filename": .string(filename),
            "Bucket": .string(bucket),
            "Key": .string(key),
            "ProcessedTime": .string(processedTime.timestamp),
            "Status": .string(status.rawValue),
            "Renditions": .list(renditions.map { .map($0.item) }),
            "Revision": .number(revision),
            "RecipeHash": .string(recipeHash),
        ]
        item["VersionId"] = versionID.map { .string($0) }
        item["ETag"] = eTag.map { .string($0) }
        item["Size"] = size.map { .number($0) }
        item["Format"] = format.map { .string($0.rawValue) }
        item["Width"] = pixelSize.map { .number($0.width) }
        item["Height"] = pixelSize.map { .number($0.height) }
        item["UploadTime"] = uploadTime.map { .string($0.timestamp) }
        item["UploadedBy"] = uploadedBy.map { .string($0) }
        item["Reason"] = reason.map { .string($0) }
        item["ThumbnailPath"] = renditions.first.map { .string($0.location) }
        item["ThumbHash"] = (placeholder?.thumbHash).map { .string($0) }
        item["DominantColor"] = (placeholder?.dominantColor).map { .string($0) }
        item["Sequencer"] = sequencer.map { .string($0.text) }
        return item
    }

    /// Reads a row. Somebody else may have written to it: what is missing or of another type counts as unknown, and a row of
    /// unknown status never lets an event be dropped.
    init(item: [String: AttributeValue]) {
        self.init(
            imageID: item["ImageID"]?.string ?? "",
            bucket: item["Bucket"]?.string ?? "",
            key: item["Key"]?.string ?? "",
            versionID: item["VersionId"]?.string,
            eTag: item["ETag"]?.string,
            size: item["Size"]?.integer,
            format: item["Format"]?.string.flatMap { ImageFormat(rawValue: $0) },
            pixelSize: Self.pixelSize(item),
            uploadTime: item["UploadTime"]?.string.flatMap { EventTime.date($0) },
            processedTime: item["ProcessedTime"]?.string.flatMap { EventTime.date($0) }
                ?? Date(timeIntervalSince1970: 0),
            uploadedBy: item["UploadedBy"]?.string,
            status: item["Status"]?.string.flatMap { ImageStatus(rawValue: $0) } ?? .rejected,
            reason: item["Reason"]?.string,
            renditions: item["Renditions"]?.list?.compactMap { $0.map.flatMap { StoredRendition(item: $0) } } ?? [],
            placeholder: item["ThumbHash"]?.string.map {
                StoredPlaceholder(thumbHash: $0, dominantColor: item["DominantColor"]?.string)
            },
            sequencer: item["Sequencer"]?.string.flatMap { Sequencer($0) },
            revision: item["Revision"]?.integer ?? 0,
            recipeHash: item["RecipeHash"]?.string ?? ""
        )
    }

    private static func pixelSize(_ item: [String: AttributeValue]) -> PixelSize? {
        guard let width = item["Width"]?.integer, let height = item["Height"]?.integer else { return nil }
        return PixelSize(width: width, height: height)
    }
}

extension StoredRendition {
    fileprivate var item: [String: AttributeValue] {
        var item: [String: AttributeValue] = [
            "name": .string(name),
            "bucket": .string(bucket),
            "key": .string(key),
            "bytes": .number(bytes),
            "contentType": .string(contentType),
        ]
        item["width"] = width.map { .number($0) }
        item["height"] = height.map { .number($0) }
        return item
    }

    fileprivate init?(item: [String: AttributeValue]) {
        guard let name = item["name"]?.string, let bucket = item["bucket"]?.string, let key = item["key"]?.string else {
            return nil
        }
        self.init(
            name: name,
            bucket: bucket,
            key: key,
            width: item["width"]?.integer,
            height: item["height"]?.integer,
            bytes: item["bytes"]?.integer ?? 0,
            contentType: item["contentType"]?.string ?? "application/octet-stream"
        )
    }
}
