import FoundationEssentials
import ImageEngine
import ImageFormats
import Time

/// One source to develop, one rendition of it.
struct Task {
    var source: String
    /// Where to write what the sampler saw; nil to work unwatched.
    private(set) var samples: String?
    private var output: String?
    private var settings = RenditionSettings()
    private var limits = DecodeLimits()
    private var lane = Lane.fast
    private var piece = 65_536

    /// `source`, `output` or `-`, then any of `width= height= fit= gravity= enlarge= format= quality= progressive= codec= piece= maxPixels=
    /// samples=`; nil for anything else.
    init?(_ line: String) {
        let fields = line.split(separator: "\t").map(String.init)
        guard fields.count >= 2 else { return nil }
        source = fields[0]
        output = fields[1] == "-" ? nil : fields[1]
        var resize = Resize()
        for field in fields.dropFirst(2) {
            let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { return nil }
            switch pair[0] {
            case "width": resize.width = Int(pair[1])
            case "height": resize.height = Int(pair[1])
            case "fit": resize.fit = Fit(rawValue: pair[1]) ?? .inside
            case "gravity" where pair[1] == "faces": resize.focus = .faces
            case "gravity" where pair[1] == "attention": resize.focus = .attention
            case "gravity": resize.gravity = Gravity(rawValue: pair[1]) ?? .center
            case "enlarge": resize.enlarge = pair[1] == "1"
            case "format": settings.format = ImageFormat(rawValue: pair[1])
            case "quality": settings.quality = Int(pair[1]) ?? 80
            case "progressive": settings.progressive = pair[1] == "1"
            case "samples": samples = pair[1]
            case "codec": lane = Lane(rawValue: pair[1]) ?? .fast
            case "piece": piece = max(Int(pair[1]) ?? piece, 1)
            case "maxPixels": limits.maxPixels = Int(pair[1]) ?? limits.maxPixels
            default: return nil
            }
        }
        if resize.width != nil || resize.height != nil { settings.resize = resize }
    }

    func develop(_ bytes: Data, _ clock: @escaping () -> Duration) -> Answer {
        var answer = Answer(status: "ok")
        let start = clock()
        do {
            var renderer = ImageRenderer(renditions: [settings], limits: limits, lane: lane, clock: clock)
            for offset in stride(from: 0, to: bytes.count, by: piece) {
                try renderer.feed(bytes.span.extracting(offset..<min(offset + piece, bytes.count)))
            }
            let rendering = try renderer.finish()
            answer.milliseconds = (clock() - start).milliseconds
            answer.take(rendering)
            if let output, let image = rendering.images.first {
                try Data(image.bytes).write(to: URL(filePath: output))
            }
        } catch {
            answer.milliseconds = (clock() - start).milliseconds
            answer.status = "refused"
            answer.reason = "\(error)"
        }
        return answer
    }
}

/// What became of a task.
struct Answer: Codable {
    var status: String
    var reason: String?
    var milliseconds = 0.0
    var decode = 0.0
    var resample = 0.0
    var encode = 0.0
    var seek = 0.0
    var width = 0
    var height = 0
    var bytes = 0
    var isOriginal = false
    var warnings = 0
    var orientation = 1
    var colorModel = ""
    var predictedPeak = 0

    /// Left, top, right and bottom of what the rendition shows, in shares of the picture as it is seen.
    var crop: [Double]?

    /// What decided where it is cropped.
    var rule: String?

    /// The most that the process has had resident, in bytes.
    var peak: Int?

    init(status: String) {
        self.status = status
    }

    mutating func take(_ rendering: Rendering) {
        decode = rendering.times.decode.milliseconds
        resample = rendering.times.resample.milliseconds
        encode = rendering.times.encode.milliseconds
        warnings = rendering.warnings
        seek = rendering.times.seek.milliseconds
        if let decision = rendering.decisions.first {
            crop = [decision.frame.left, decision.frame.top, decision.frame.right, decision.frame.bottom]
            rule = decision.focusRule?.rawValue
        }
        orientation = Int(rendering.info.orientation.rawValue)
        colorModel = rendering.info.colorModel.rawValue
        predictedPeak = rendering.info.predictedPeak
        guard let image = rendering.images.first else { return }
        width = image.size.width
        height = image.size.height
        bytes = image.bytes.count
        isOriginal = image.isOriginal
    }
}
