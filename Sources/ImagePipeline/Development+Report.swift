import AWSServices
import ImageEngine
import ImageFormats
import ImageRecord
import JSON
import Telemetry
import Time

extension Development {
    /// The one line that the log holds about an image.
    func log(to log: Log) {
        var facts: [String: JSONValue] = [
            "imageId": .string(event.imageID.description),
            "status": .string(outcome.status.rawValue),
            "totalMs": .number(total.milliseconds.toHundredths),
        ]
        for (name, duration) in stages where duration > .zero {
            facts["\(name)Ms"] = .number(duration.milliseconds.toHundredths)
        }
        if let reason = outcome.reason { facts["reason"] = .string(reason) }
        if case .ready(let renditions, let source) = outcome {
            facts["bytesIn"] = .integer(source.object.contentLength)
            facts["bytesOut"] = .integer(renditions.reduce(0) { $0 + ($1.bytes ?? 0) })
            facts["renditions"] = .integer(renditions.count)
            if let info = source.info {
                facts["format"] = .string(info.format.rawValue)
                facts["width"] = .integer(info.size.width)
                facts["height"] = .integer(info.size.height)
                facts["predictedPeakBytes"] = .integer(info.predictedPeak)
            }
            if let focus = source.focus { facts["focusOf"] = .string(focus.of) }
            if let faces = source.focus?.faces { facts["faces"] = .integer(faces) }
            if source.ignoresFocus { facts["focusIgnored"] = true }
        }
        log(outcome.status == .rejected ? .warn : .info, "Image", facts)
    }

    /// Adds what CloudWatch counts.
    func count(in metrics: inout Metrics) {
        switch outcome {
        case .ready(let renditions, _):
            metrics.add("Developed", 1, .count)
            metrics.add("BytesIn", Double(outcome.bytesIn), .bytes)
            metrics.add("BytesOut", Double(renditions.reduce(0) { $0 + ($1.bytes ?? 0) }), .bytes)
            metrics.add("DownloadTime", times.download.milliseconds, .milliseconds)
            metrics.add("DecodeTime", (times.decode + times.resample).milliseconds, .milliseconds)
            if let faces = outcome.focus?.faces {
                metrics.add("FacesFound", Double(faces), .count)
                metrics.add("SeekTime", times.seek.milliseconds, .milliseconds)
            }
            metrics.add("EncodeTime", times.encode.milliseconds, .milliseconds)
            metrics.add("UploadTime", times.upload.milliseconds, .milliseconds)
            metrics.add("TotalTime", total.milliseconds, .milliseconds)
        case .rejected: metrics.add("Rejected", 1, .count)
        case .duplicate: metrics.add("Duplicates", 1, .count)
        case .gone, .skipped: break
        }
    }

    private var stages: [(String, Duration)] {
        [
            ("download", times.download), ("decode", times.decode), ("resample", times.resample),
            ("seek", times.seek),
            ("encode", times.encode), ("upload", times.upload), ("check", times.check), ("row", times.row),
            ("announce", times.announce),
        ]
    }
}

extension Double {
    fileprivate var toHundredths: Double { (self * 100).rounded() / 100 }
}
