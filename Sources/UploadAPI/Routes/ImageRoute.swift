import AWSServices
import FoundationEssentials
import ImageRecord
import Time

/// `GET /image/{filename}`: what became of an upload, with URLs of its renditions.
struct ImageRoute {
    let settings: UploadAPISettings
    let s3: S3
    let table: ImageTable
    let clock: WallClock

    func respond(to request: Request, fileName: String, _ context: CallContext) throws(Refusal) -> Response {
        guard let name = FileName(serverMade: fileName) else { throw .notFound }
        let location = S3Location(bucket: settings.sourceBucket, key: settings.uploadPrefix + name.text)
        guard let row = try row(of: location, context) else {
            guard try isStored(location, context) else { throw .notFound }
            return waiting(name)
        }
        guard let status = row.status else { throw .failed("the row of \(location) has no status that is known") }
        guard status != .deleted else { throw .notFound }
        var response = Response(200, json: try description(of: row, status, name, location))
        response["Cache-Control"] = "private, no-cache"
        return response.conditional(for: request)
    }

    private func row(of location: S3Location, _ context: CallContext) throws(Refusal) -> Row? {
        do {
            return try table.row(ImageID(bucket: location.bucket, key: location.key), context)
        } catch {
            throw Refusal(error)
        }
    }

    private func isStored(_ location: S3Location, _ context: CallContext) throws(Refusal) -> Bool {
        do {
            _ = try s3.headObject(location, context: context)
            return true
        } catch .notFound {
            return false
        } catch {
            throw Refusal(error)
        }
    }

    private func waiting(_ name: FileName) -> Response {
        struct Waiting: Encodable {
            var filename: String
            var status = "PENDING"
        }
        var response = Response(202, json: Waiting(filename: name.text))
        response["Cache-Control"] = "no-store"
        response["Retry-After"] = "1"
        return response
    }

    private func description(
        of row: Row,
        _ status: ImageStatus,
        _ name: FileName,
        _ location: S3Location
    ) throws(Refusal) -> ImageDescription {
        // Signed as of the beginning of a window of half a lifetime: within it the answer stays the same byte for byte, so that
        // polling ends in 304, and a URL given out is valid for at least the other half.
        let window = Double(max(settings.urlLifetime / 2, 1))
        let signingDate = Date(
            timeIntervalSince1970: (clock.now().timeIntervalSince1970 / window).rounded(.down) * window
        )
        var renditions: [StoredRendition] = []
        for rendition in row.renditions {
            var described = rendition
            do {
                described.url = try s3.presignedGetObject(
                    S3Location(bucket: rendition.bucket, key: rendition.key),
                    expiresIn: .seconds(settings.urlLifetime),
                    at: signingDate
                )
            } catch {
                throw Refusal(error)
            }
            renditions.append(described)
        }
        return ImageDescription(
            imageId: ImageID(bucket: location.bucket, key: location.key).description,
            filename: name.text,
            status: status,
            reason: row.reason,
            format: row.format,
            width: row.width,
            height: row.height,
            size: row.size,
            uploadTime: row.uploadTime?.timestamp,
            processedTime: row.processedTime?.timestamp,
            uploadedBy: row.uploadedBy,
            focus: row.focus,
            renditions: renditions,
            urlsExpire: signingDate.addingTimeInterval(Double(settings.urlLifetime)).timestamp
        )
    }
}

private struct ImageDescription: Encodable {
    var imageId: String
    var filename: String
    var status: ImageStatus
    var reason: String?
    var format: String?
    var width: Int?
    var height: Int?
    var size: Int?
    var uploadTime: String?
    var processedTime: String?
    var uploadedBy: String?
    var focus: StoredFocus?
    var renditions: [StoredRendition]
    var urlsExpire: String
}
