import AWSServices
import HTTP
import ImageEngine
import Synchronization

/// Watermark pictures, fetched and decoded once and kept while the process lives.
///
/// Each use asks S3 by one `HEAD` whether the object is still the same, so that a new logo counts from the next image on. Two threads
/// that miss a picture at once both fetch it: waiting for each other's network would cost more than the second download.
final class WatermarkShelf: Sendable {
    /// The most bytes of a watermark's file.
    static let maxBytes = 16_777_216

    /// Requests may bring recipes of their own; beyond this many pictures the shelf is cleared, so that it cannot grow without limit.
    private static let capacity = 8

    private let shelf = Mutex<[S3Location: WatermarkPicture]>([:])

    /// The pictures that a recipe's renditions need; none for most recipes, which then cost nothing.
    ///
    /// - Throws: ``WatermarkUnavailable`` when one is missing, forbidden or no picture; what the network throws otherwise.
    func pictures(for recipe: Recipe, from s3: S3, _ context: CallContext) throws -> WatermarkPictures {
        var pictures = WatermarkPictures()
        for location in recipe.watermarkLocations {
            do {
                pictures[location] = try picture(location, s3, context)
            } catch let error as ImageError where error != .outOfMemory {
                throw WatermarkUnavailable(location: location, reason: "\(error)")
            } catch let error as ServiceError where !error.isTransient {
                throw WatermarkUnavailable(location: location, reason: "\(error)")
            }
        }
        return pictures
    }

    private func picture(_ location: S3Location, _ s3: S3, _ context: CallContext) throws -> WatermarkPicture {
        if let known = shelf.withLock({ $0[location] }),
            try s3.headObject(location, context: context).eTag == known.eTag
        {
            return known
        }
        var bytes: [UInt8] = []
        let object = try s3.getObject(location, context: context) { head in
            guard head.contentLength <= Self.maxBytes else {
                throw ImageError.tooManyBytes(head.contentLength, limit: Self.maxBytes)
            }
        } body: { piece in
            bytes.append(piece)
        }
        let picture = WatermarkPicture(eTag: object.eTag, image: try WatermarkImage(png: bytes.span))
        shelf.withLock {
            if $0.count >= Self.capacity, $0[location] == nil { $0.removeAll() }
            $0[location] = picture
        }
        return picture
    }
}
