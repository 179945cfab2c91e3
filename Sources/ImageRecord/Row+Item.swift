public import AWSServices
import FoundationEssentials
import Time

extension Row {
    /// The row as DynamoDB keeps it; what is not known is left out.
    public var item: [String: AttributeValue] {
        var item: [String: AttributeValue] = [:]
        item[.imageID] = .string(imageID.description)
        item[.filename] = .string(filename)
        item[.bucket] = .string(bucket)
        item[.key] = .string(key)
        item[.versionID] = versionID.map { .string($0) }
        item[.eTag] = eTag.map { .string($0) }
        item[.size] = size.map { .number($0) }
        item[.format] = format.map { .string($0) }
        item[.width] = width.map { .number($0) }
        item[.height] = height.map { .number($0) }
        item[.uploadTime] = (uploadTime?.timestamp).map { .string($0) }
        item[.processedTime] = (processedTime?.timestamp).map { .string($0) }
        item[.uploadedBy] = uploadedBy.map { .string($0) }
        item[.status] = (status?.rawValue).map { .string($0) }
        item[.reason] = reason.map { .string($0) }
        item[.thumbnailPath] = (renditions.first?.location).map { .string($0) }
        item[.renditions] = .list(renditions.map { .map($0.item) })
        item[.thumbHash] = (placeholder?.thumbHash).map { .string($0) }
        item[.dominantColor] = (placeholder?.dominantColor).map { .string($0) }
        item[.focus] = focus.map { .map($0.item) }
        item[.sequencer] = (sequencer?.text).map { .string($0) }
        item[.revision] = .number(revision)
        item[.recipeHash] = .string(recipeHash)
        return item
    }

    /// Reads a row. An earlier or later version may have written it, or somebody else: what is missing or of another type counts as
    /// unknown, and attributes that are not known here are ignored.
    public init(item: [String: AttributeValue]) {
        imageID = ImageID(item[.imageID]?.string ?? "")
        bucket = item[.bucket]?.string ?? ""
        key = item[.key]?.string ?? ""
        versionID = item[.versionID]?.string
        eTag = item[.eTag]?.string
        size = item[.size]?.integer
        format = item[.format]?.string
        width = item[.width]?.integer
        height = item[.height]?.integer
        uploadTime = item[.uploadTime]?.string.flatMap { Date(timestamp: $0) }
        processedTime = item[.processedTime]?.string.flatMap { Date(timestamp: $0) }
        uploadedBy = item[.uploadedBy]?.string
        status = item[.status]?.string.flatMap { ImageStatus(rawValue: $0) }
        reason = item[.reason]?.string
        renditions = (item[.renditions]?.list ?? []).compactMap { $0.map.flatMap { StoredRendition(item: $0) } }
        placeholder = item[.thumbHash]?.string.map {
            StoredPlaceholder(thumbHash: $0, dominantColor: item[.dominantColor]?.string)
        }
        focus = item[.focus]?.map.flatMap { StoredFocus(item: $0) }
        sequencer = item[.sequencer]?.string.flatMap { Sequencer($0) }
        revision = item[.revision]?.integer ?? 0
        recipeHash = item[.recipeHash]?.string ?? ""
    }
}

extension StoredFocus {
    fileprivate var item: [String: AttributeValue] {
        var item: [String: AttributeValue] = [:]
        item[focus: .x] = .number(x.description)
        item[focus: .y] = .number(y.description)
        item[focus: .of] = .string(of)
        item[focus: .faces] = faces.map { .number($0) }
        return item
    }

    /// `nil` for what is no point of an image.
    fileprivate init?(item: [String: AttributeValue]) {
        guard let x = item[focus: .x]?.decimal, let y = item[focus: .y]?.decimal,
            (0...1).contains(x), (0...1).contains(y)
        else { return nil }
        self.init(x: x, y: y, of: item[focus: .of]?.string ?? "", faces: item[focus: .faces]?.integer)
    }
}

extension StoredRendition {
    fileprivate var item: [String: AttributeValue] {
        var item: [String: AttributeValue] = [:]
        item[field: .name] = .string(name)
        item[field: .bucket] = .string(bucket)
        item[field: .key] = .string(key)
        item[field: .width] = width.map { .number($0) }
        item[field: .height] = height.map { .number($0) }
        item[field: .bytes] = bytes.map { .number($0) }
        item[field: .contentType] = contentType.map { .string($0) }
        return item
    }

    /// `nil` without a place: there is nothing to show, and nothing to remove.
    fileprivate init?(item: [String: AttributeValue]) {
        guard let bucket = item[field: .bucket]?.string, let key = item[field: .key]?.string,
            !bucket.isEmpty, !key.isEmpty
        else { return nil }
        self.init(
            name: item[field: .name]?.string ?? "",
            bucket: bucket,
            key: key,
            width: item[field: .width]?.integer,
            height: item[field: .height]?.integer,
            bytes: item[field: .bytes]?.integer,
            contentType: item[field: .contentType]?.string
        )
    }
}
