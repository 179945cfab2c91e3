import HTTP
import Synchronization
import Workers

/// How an object is cut into parts.
struct PartPlan: Sendable, Equatable {
    /// The byte ranges, in order, each inclusive.
    let ranges: [ClosedRange<Int>]

    /// Parts of 256 MiB, or larger ones if there would be more than the 10,000 that S3 allows.
    init(contentLength: Int, partLength: Int = 256 << 20) {
        // No object is longer than 2^50 bytes, whatever a broken answer may say of it.
        let contentLength = min(contentLength, 1 << 50)
        let mebibyte = 1 << 20
        let least = (contentLength / 10_000 / mebibyte + 1) * mebibyte
        let length = contentLength / 10_000 < partLength ? partLength : least
        ranges = stride(from: 0, to: contentLength, by: length).map { $0...min($0 + length, contentLength) - 1 }
    }
}

extension S3 {
    /// Copies what is too large for one request: parts side by side, then put together; nothing is left behind if that fails.
    func inParts(_ copy: S3Copy, _ plan: PartPlan? = nil) throws(ServiceError) -> S3Object {
        let plan = plan ?? PartPlan(contentLength: copy.object.contentLength)
        var create = try call("CreateMultipartUpload", .post, copy.destination)
        create.query.append((name: "uploads", value: ""))
        copy.object.write(to: &create.headers, metadata: copy.metadata)
        let created = try client.performXML(create, context: copy.context, root: "InitiateMultipartUploadResult")
        guard let upload = created.root["UploadId"]?.text, !upload.isEmpty else {
            throw .malformedResponse(operation: create.name, detail: "it has no UploadId")
        }
        do {
            return try complete(copy, upload, try copyParts(copy, upload, plan))
        } catch {
            abort(copy, upload)
            throw error
        }
    }

    private func copyParts(_ copy: S3Copy, _ upload: String, _ plan: PartPlan) throws(ServiceError) -> [String] {
        let hasFailed = HasFailed()
        let results = WorkerPool.map(Array(plan.ranges.enumerated()), width: 8) { index, range in
            Result { () throws(ServiceError) -> String in
                // The others need not begin once one has failed.
                guard !hasFailed.flag.load(ordering: .relaxed) else { return "" }
                do throws(ServiceError) {
                    return try copyPart(copy, upload, number: index + 1, range)
                } catch {
                    hasFailed.flag.store(true, ordering: .relaxed)
                    throw error
                }
            }
        }
        var eTags: [String] = []
        for result in results { eTags.append(try result.get()) }
        return eTags
    }

    private func copyPart(
        _ copy: S3Copy,
        _ upload: String,
        number: Int,
        _ range: ClosedRange<Int>
    ) throws(ServiceError) -> String {
        var call = try call("UploadPartCopy to", .put, copy.destination)
        call.mayIdle = true
        call.query += [(name: "partNumber", value: String(number)), (name: "uploadId", value: upload)]
        copy.describeSource(in: &call.headers)
        call.headers["X-Amz-Copy-Source-Range"] = "bytes=\(range.lowerBound)-\(range.upperBound)"
        let answer = try client.performXML(call, context: copy.context, root: "CopyPartResult")
        guard let eTag = answer.root["ETag"]?.text else {
            throw .malformedResponse(operation: call.name, detail: "it has no ETag")
        }
        return eTag
    }

    private func complete(_ copy: S3Copy, _ upload: String, _ eTags: [String]) throws(ServiceError) -> S3Object {
        let parts = eTags.enumerated().map { index, eTag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(Self.escaped(eTag))</ETag></Part>"
        }
        let document = "<CompleteMultipartUpload>" + parts.joined() + "</CompleteMultipartUpload>"
        var call = try call("CompleteMultipartUpload", .post, copy.destination, body: Array(document.utf8))
        call.mayIdle = true
        call.query.append((name: "uploadId", value: upload))
        call.headers["Content-Type"] = "application/xml"
        copy.condition.write(to: &call.headers)
        let answer = try client.performXML(call, context: copy.context, root: "CompleteMultipartUploadResult")
        return copy.result(eTag: answer.root["ETag"]?.text, answer.head)
    }

    /// Parts cost money until they are removed. If this fails too, the bucket's lifecycle rule for incomplete uploads remains.
    private func abort(_ copy: S3Copy, _ upload: String) {
        guard var call = try? call("AbortMultipartUpload", .delete, copy.destination) else { return }
        call.query.append((name: "uploadId", value: upload))
        try? client.perform(call, copy.context) { _ in }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}

private final class HasFailed: Sendable {
    let flag = Atomic(false)
}
