import AWSServices

/// The names of a row's attributes in the table: what scripts, dashboards and other programs rely on.
public enum Attribute: String, Sendable, CaseIterable {
    /// The table's key.
    case imageID = "ImageID"
    case filename = "Filename"
    case bucket = "Bucket"
    case key = "Key"
    case versionID = "VersionId"
    case eTag = "ETag"
    case size = "Size"
    case format = "Format"
    case width = "Width"
    case height = "Height"
    case uploadTime = "UploadTime"
    case processedTime = "ProcessedTime"
    case uploadedBy = "UploadedBy"
    case status = "Status"
    case reason = "Reason"
    /// Where the first rendition lies, as `s3://bucket/key`.
    case thumbnailPath = "ThumbnailPath"
    case renditions = "Renditions"
    case thumbHash = "ThumbHash"
    case dominantColor = "DominantColor"
    case focus = "Focus"
    case sequencer = "Sequencer"
    case revision = "Revision"
    case recipeHash = "RecipeHash"
}

extension [String: AttributeValue] {
    /// The value of an attribute of the row.
    subscript(name: Attribute) -> AttributeValue? {
        get { self[name.rawValue] }
        set { self[name.rawValue] = newValue }
    }

    /// The value of a field of a stored rendition.
    subscript(field name: StoredRendition.CodingKeys) -> AttributeValue? {
        get { self[name.rawValue] }
        set { self[name.rawValue] = newValue }
    }

    /// The value of a field of a stored focus.
    subscript(focus name: StoredFocus.CodingKeys) -> AttributeValue? {
        get { self[name.rawValue] }
        set { self[name.rawValue] = newValue }
    }
}
