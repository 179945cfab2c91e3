import ImageEngine
import ImageFormats
import ImagePipeline
import ImageRecord
import Time

/// Prints every decision about one photo.
struct ExplainRun {
    let path: String
    let choice: RecipeChoice
    let desk: Desk

    /// - Returns: Whether the photo is accepted.
    func run() throws -> Bool {
        let photos = try Files.photos(at: [path])
        guard let photo = photos.first, photos.count == 1 else {
            throw DeskError.unreadable(path: path, reason: "a folder of \(photos.count) photos; name one of them")
        }
        let file: DevelopedFile
        do {
            file = try DevelopedFile(photo, choice, clock: desk.clock)
        } catch let error as ImageError {
            desk.say("\(photo.path): would be rejected: \(error)")
            return false
        }
        desk.say("\(photo.path), \(Text.bytes(file.sourceBytes))")
        if let rendering = file.rendering { say(lines(rendering, in: file.elapsed)) }
        for output in file.outputs {
            desk.say("\n\(output.recipe.name)")
            say(lines(output, of: file))
        }
        return true
    }

    private func say(_ lines: [(name: String, text: String)]) {
        for (name, text) in lines {
            desk.say("  \(name)\(String(repeating: " ", count: max(14 - name.count, 1)))\(text)")
        }
    }

    private func lines(_ rendering: Rendering, in elapsed: Duration) -> [(name: String, text: String)] {
        let info = rendering.info
        let stored = info.orientation.swapsAxes ? "\(info.size.height)x\(info.size.width)" : "\(info.size)"
        var lines = [
            (
                "format",
                "\(info.format.name), \(info.isProgressive ? "in passes" : "in one pass"), \(info.colorModel.rawValue)"
                    + (info.hasAlpha ? " with alpha" : "")
            ),
            ("pixels", "\(info.size) as it is seen" + (info.orientation == .up ? "" : ", stored as \(stored)")),
            ("orientation", "\(info.orientation.rawValue): \(info.orientation.inWords)"),
            ("colors", colors(rendering)),
            ("memory", "\(Text.bytes(info.predictedPeak)) predicted at the peak"),
        ]
        if let eighths = rendering.decisions.first?.eighthsDecoded {
            lines.append(("decoded at", "\(eighths)/8 of each side, once for all renditions"))
        }
        if let placeholder = rendering.placeholder {
            let stored = StoredPlaceholder(placeholder)
            lines.append(
                ("placeholder", "\(stored.thumbHash) on \(stored.dominantColor ?? "nothing that can be seen")")
            )
        }
        if let focus = rendering.focus { lines.append(("focus", focus.inWords)) }
        if rendering.warnings > 0 {
            lines.append(("oddities", "\(rendering.warnings), none that keeps it from decoding"))
        }
        let times = rendering.times
        lines.append(
            (
                "time",
                "\(Text.time(elapsed)): \(Text.time(times.decode)) decoding, \(Text.time(times.resample)) resampling, "
                    + "\(Text.time(times.encode)) encoding"
            )
        )
        return lines
    }

    private func colors(_ rendering: Rendering) -> String {
        let bytes = rendering.info.profileBytes
        let profile = bytes > 0 ? "a profile of \(Text.bytes(bytes))" : "no profile"
        return rendering.decisions.contains(where: \.convertsColors)
            ? "\(profile), converted to sRGB" : "\(profile), sRGB already: left alone"
    }

    private func lines(_ output: DevelopedFile.Output, of file: DevelopedFile) -> [(name: String, text: String)] {
        var lines = [("key", "\(output.path), bucket: \(output.recipe.bucket.text)")]
        guard case .render(let settings, _) = output.recipe.work, let image = output.image else {
            return lines + [("copy", "inside S3, bytes untouched: \(Text.bytes(output.count))")]
        }
        lines.append(("pixels", "\(image.size)" + (settings.resize.map { ", \($0.inWords)" } ?? ", full size")))
        let how = image.isOriginal ? [] : output.decision?.encoding ?? []
        lines.append(("format", ([image.format.name] + how).joined(separator: ", ")))
        if let focus = output.decision?.focus, let rule = output.decision?.focusRule {
            lines.append(("crop", "around \(focus.inWords): \(rule.inWords)"))
        }
        if let decision = output.decision { lines.append(("way", way(decision, image))) }
        lines.append(
            (
                "bytes",
                "\(Text.bytes(output.count)), \(Text.percent(output.count, of: file.sourceBytes)) of the original"
            )
        )
        return lines
    }

    private func way(_ decision: RenditionDecision, _ image: RenderedImage) -> String {
        if image.isOriginal {
            return "the original's own data without its metadata: encoding anew would have made it larger"
        }
        if decision.isRequantized {
            return "the source's coefficients quantized anew, never made pixels, row by row"
        }
        let pixels =
            decision.isPlanar ? "luma and chroma resampled as they are, never made pixels" : "by pixels in sRGB"
        return pixels + (decision.isGathered ? ", whole before it is encoded" : ", row by row")
    }
}

extension Orientation {
    fileprivate var inWords: String {
        switch rawValue {
        case 2: "mirrored left to right"
        case 3: "turned by 180 degrees"
        case 4: "mirrored top to bottom"
        case 5: "mirrored at the diagonal from top left"
        case 6: "turned by 90 degrees clockwise"
        case 7: "mirrored at the diagonal from top right"
        case 8: "turned by 90 degrees counterclockwise"
        default: "as it is stored"
        }
    }
}

extension Focus {
    fileprivate var inWords: String { "\(x), \(y)" }
}

extension FocusReport {
    fileprivate var inWords: String {
        let point = "\(focus.inWords) for a square: \(rule.inWords)"
        guard seeksFaces else { return point }
        let scores = faces.map { "\(($0.score * 100).rounded() / 100)" }.joined(separator: ", ")
        return faces.isEmpty ? "\(point); no faces" : "\(point); \(faces.count) found, scores \(scores)"
    }
}

extension FocusRule {
    fileprivate var inWords: String {
        switch self {
        case .union: "all faces fit (union)"
        case .window: "the largest face and those that fit beside it (window)"
        case .largest: "the largest face (largest)"
        case .eyeLine: "the eyes of a face that is larger than the crop (eye line)"
        case .attention: "what draws the eye (attention)"
        case .center: "nothing draws the eye (center)"
        case .named: "the point that was named"
        }
    }
}

extension Resize {
    fileprivate var place: String {
        switch focus {
        case .faces where fit == .cover: ", faces"
        case .attention where fit == .cover: ", attention"
        case .named(let focus) where fit == .cover: ", around \(focus.inWords)"
        default: fit == .cover || fit == .contain ? ", \(gravity.rawValue)" : ""
        }
    }

    fileprivate var inWords: String {
        let box = "\(width.map { "\($0)" } ?? "any")x\(height.map { "\($0)" } ?? "any")"
        return "\(fit.rawValue) \(box)" + place
            + (enlarge ? ", enlarged if need be" : "")
    }
}
