import AWSServices
import FoundationEssentials
import Telemetry

/// `GET /image/{filename}`: what became of an upload, with URLs of its renditions.
struct ImageRoute {
    let settings: UploadAPISettings
    let s3: S3
    let table: DynamoDB
    let clock: WallClock

    func respond(to request: Request, fileName: String, _ context: CallContext) throws(Refusal) -> Response {
        guard let name = FileName(serverMade: fileName) else { throw .notFound }
        let location = S3Location(bucket: settings.sourceBucket, key: settings.uploadPrefix + name.text)
        guard let row = try row(of: location, context) else {
            guard try isStored(location, context) else { throw .notFound }
            return waiting(name)
        }
        guard row.status != "DELETED" else { throw .notFound }
        var response = Response(200, json: try description(of: row, name, location))
        response["Cache-Control"] = "private, no-cache"
        return response.conditional(for: request)
    }

    private func row(of location: S3Location, _ context: CallContext) throws(Refusal) -> ImageRow? {
        do {
            // An inconsistent read could tell somebody who just uploaded that nothing is there.
            let item = try table.getItem(
                table: settings.tableName,
                key: ["ImageID": .string("\(location.bucket)/\(location.key)")],
                consistentRead: true,
                context: context
            )
            guard let item else { return nil }
            guard let row = ImageRow(item) else { throw Refusal.failed("the row of \(location) has no status") }
            return row
        } catch let error as ServiceError {
            throw Refusal(error)
        } catch let error as Refusal {
            throw error
        } catch {
            throw .failed(String(describing: error))
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
        of row: ImageRow,
        _ name: FileName,
        _ location: S3Location
    ) throws(Refusal) -> ImageDescription {
        // Signed as of the beginning of a window of half a lifetime: within it the answer stays the same byte for byte, so that
        // polling ends in 304, and a URL given out is valid for at least the other half.
        let window = Double(max(settings.urlLifetime / 2, 1))
        let signingDate = Date(
            timeIntervalSince1970: (clock.now().timeIntervalSince1970 / window).rounded(.down) * window
        )
        var renditions: [ImageRow.Rendition] = []
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
            imageId: "\(location.bucket)/\(location.key)",
            filename: name.text,
            status: row.status,
            reason: row.reason,
            format: row.format,
            width: row.width,
            height: row.height,
            size: row.size,
            uploadTime: row.uploadTime,
            processedTime: row.processedTime,
            uploadedBy: row.uploadedBy,
            renditions: renditions,
            urlsExpire: signingDate.addingTimeInterval(Double(settings.urlLifetime)).timestamp
        )
    }
}

private struct ImageDescription: Encodable {
    var imageId: String
    var filename: String
    var status: String
    var reason: String?
    var format: String?
    var width: Int?
    var height: Int?
    var size: Int?
    var uploadTime: String?
    var processedTime: String?
    var uploadedBy: String?
    var renditions: [ImageRow.Rendition]
    var urlsExpire: String
}
