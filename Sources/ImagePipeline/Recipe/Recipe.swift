public import ImageEngine
public import ImageFormats

/// What is made of every image: the user's own JSON, or a preset's.
public struct Recipe: Sendable, Equatable {
    /// Only keys that begin with this are developed.
    public var sourcePrefix: String
    /// What is let in.
    public var accept: Acceptance
    /// What comes out; never empty.
    public var renditions: [RenditionRecipe]
}

/// What is let in; everything else is rejected.
public struct Acceptance: Sendable, Equatable {
    /// The formats, recognized by magic bytes.
    public var formats: [ImageFormat]
    /// The most bytes an object may have; `nil` for S3's own limit.
    public var maxBytes: Int?
    /// The most pixels an image may declare.
    public var maxPixels: Int

    /// The limits that the engine checks a source against; `memory` is in bytes, `nil` for no limit.
    public func limits(memory: Int?) -> DecodeLimits {
        var limits = DecodeLimits()
        limits.maxBytes = maxBytes
        limits.maxPixels = maxPixels
        limits.formats = formats
        limits.memory = memory
        return limits
    }
}

/// One output of an image.
public struct RenditionRecipe: Sendable, Equatable {
    /// How the bytes are made.
    public enum Work: Sendable, Equatable {
        /// Decoded, drawn anew and encoded.
        case render(RenditionSettings, watermark: WatermarkRecipe?)
        /// Copied inside S3, untouched.
        case copy
    }

    /// The name in rows and answers, unique in the recipe.
    public var name: String
    /// How the bytes are made.
    public var work: Work
    /// The bucket it lands in.
    public var bucket: BucketReference
    /// The key it lands at.
    public var key: KeyTemplate
    /// `Cache-Control` of the stored object.
    public var cacheControl: String
    /// How many seconds a presigned URL in the answer stays valid; `nil` for no URL.
    public var urlExpiresIn: Int?

    /// The watermark, if it has one.
    public var watermark: WatermarkRecipe? {
        if case .render(_, let watermark) = work { watermark } else { nil }
    }

    /// Whether it is only copied.
    public var isCopy: Bool { work == .copy }

    /// The original's extension where the format is kept, else the usual one of what comes out.
    ///
    /// - Parameters:
    ///   - source: The key of the original.
    ///   - original: Its format; nil where nobody has looked into it.
    ///   - written: What has come out; nil for a copy.
    /// - Returns: The extension without its dot; empty where nothing is known.
    public func fileExtension(of source: SourceKey, original: ImageFormat?, written: ImageFormat?) -> String {
        let kept = source.fileExtension ?? original?.fileExtension ?? ""
        guard case .render(let settings, _) = work, let written else { return kept }
        return settings.format == nil && written == original ? kept : written.fileExtension
    }
}

/// A bucket, as a recipe names it.
public enum BucketReference: Sendable, Equatable {
    /// `DESTINATION_BUCKET`, or the source's bucket where that is unset.
    case destination
    /// The bucket the image came from.
    case source
    /// A bucket by its name.
    case named(String)

    /// The reference as a recipe spells it: the two words are not valid names of buckets a user would have.
    public init(_ text: String) {
        switch text {
        case "destination": self = .destination
        case "source": self = .source
        default: self = .named(text)
        }
    }

    /// How a recipe spells it.
    public var text: String {
        switch self {
        case .destination: "destination"
        case .source: "source"
        case .named(let name): name
        }
    }

    /// The bucket's name for an image from `source`.
    public func resolved(source: String, destination: String?) -> String {
        switch self {
        case .destination: destination ?? source
        case .source: source
        case .named(let name): name
        }
    }
}
