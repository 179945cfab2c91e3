/// Which part of the source becomes which pixels of a rendition.
///
/// Sizes follow the picture as it is seen; `region` and `target` follow its stored rows, since resampling comes before
/// turning: turning the small picture is cheaper, and rows arrive only in their stored order.
struct RenditionGeometry: Sendable, Equatable {
    /// The part of the source that is used, in source pixels.
    var region: SourceRegion

    /// The same in shares of the picture as it is seen.
    private var seen: Frame

    /// The size that the resampler gives the region.
    var target: PixelSize

    /// What is cut out of that once it is upright, where the rows have to be seen first; nil: all of it is used.
    var cut: Cut?

    /// The picture once it is turned upright and cut.
    var size: PixelSize

    /// The whole rendition: larger than `size` where `Fit.contain` pads.
    var canvas: PixelSize

    /// Where on the canvas the picture's left edge lies.
    var left: Int

    /// Where on the canvas the picture's upper edge lies.
    var top: Int

    /// Whether pixels are computed, not just copied.
    var resamples: Bool

    /// Whether a part of the source is cut off.
    var crops: Bool

    /// Whether there is a border for the background.
    var pads: Bool { canvas != size }
}

extension RenditionGeometry {
    /// The geometry of a source of `source` pixels, stored as `orientation` says, in the box of `resize`; nil: full size.
    ///
    /// No side of the result is ever 0. Sides beyond 2^31 are cut to that; whether they fit a format is not known here.
    init(source: PixelSize, orientation: Orientation, resize: Resize?) {
        let stored = PixelSize(width: Self.side(source.width), height: Self.side(source.height))
        let seen = stored.transposed(orientation.swapsAxes)
        var plan = Plan(whole: seen)
        if let resize, resize.width != nil || resize.height != nil {
            plan = Plan(seen, in: resize)
        }
        size = plan.size
        canvas = plan.canvas
        left = Int((Double(canvas.width - size.width) * plan.gravity.horizontal).rounded(.down))
        top = Int((Double(canvas.height - size.height) * plan.gravity.vertical).rounded(.down))
        region = plan.region.stored(orientation, seen: seen)
        self.seen = Frame(plan.region, of: seen)
        cut = plan.held.map { Cut(of: $0, to: plan.size) }
        target = (plan.held ?? size).transposed(orientation.swapsAxes)
        resamples = region.width != Double(target.width) || region.height != Double(target.height)
        crops = region.width < Double(stored.width) || region.height < Double(stored.height) || cut != nil
    }

    /// The same with what lies around `focus` cut out.
    func cut(around focus: Focus) -> RenditionGeometry {
        var geometry = self
        geometry.cut = cut.map { Cut(of: $0.held, to: size, around: focus) }
        return geometry
    }

    /// What the rendition shows of the picture as it is seen.
    var frame: Frame {
        guard let cut else { return seen }
        let (across, down) = (seen.width / Double(cut.held.width), seen.height / Double(cut.held.height))
        return Frame(
            left: seen.left + across * Double(cut.left),
            top: seen.top + down * Double(cut.top),
            right: seen.left + across * Double(cut.left + cut.size.width),
            bottom: seen.top + down * Double(cut.top + cut.size.height)
        )
    }

    private static func side(_ value: Int) -> Int { min(max(value, 1), Int(Int32.max)) }

    /// Everything as it is seen.
    private struct Plan {
        var region: SourceRegion
        var size: PixelSize
        var canvas: PixelSize
        var gravity = Gravity.center

        /// The whole picture at the scale of the rendition, where it is to be cut only once its rows were seen.
        var held: PixelSize?

        init(whole seen: PixelSize) {
            region = SourceRegion(x: 0, y: 0, width: Double(seen.width), height: Double(seen.height))
            size = seen
            canvas = seen
        }

        init(_ seen: PixelSize, in resize: Resize) {
            self.init(whole: seen)
            gravity = resize.gravity
            let box = Self.box(resize, for: seen)
            switch resize.fit {
            case .inside:
                size = Self.inside(seen, box, resize)
                canvas = size
            case .contain:
                size = Self.inside(seen, box, resize)
                canvas = resize.width == nil || resize.height == nil ? size : box
            case .fill:
                size = resize.enlarge ? box : Self.smaller(seen, box)
                canvas = size
            case .cover:
                cover(seen, box, resize)
            }
        }

        /// Both sides of the box; a missing one is that of the whole picture at the scale of the other.
        private static func box(_ resize: Resize, for seen: PixelSize) -> PixelSize {
            let width = resize.width.map(side)
            let height = resize.height.map(side)
            return PixelSize(
                width: width ?? scaled(seen.width, by: height ?? seen.height, over: seen.height),
                height: height ?? scaled(seen.height, by: width ?? seen.width, over: seen.width)
            )
        }

        /// `value * numerator / denominator`, rounded to the nearest and cut to 1...2^31. All are below 2^31.
        private static func scaled(_ value: Int, by numerator: Int, over denominator: Int) -> Int {
            side((value * numerator + denominator / 2) / denominator)
        }

        private static func smaller(_ one: PixelSize, _ other: PixelSize) -> PixelSize {
            PixelSize(width: min(one.width, other.width), height: min(one.height, other.height))
        }

        private static func inside(_ seen: PixelSize, _ box: PixelSize, _ resize: Resize) -> PixelSize {
            if !resize.enlarge, seen.width <= box.width, seen.height <= box.height { return seen }
            // The side that hits the box first decides, compared without rounding; of one that was not given, the box's is rounded.
            let widthDecides =
                resize.height == nil || resize.width != nil && box.width * seen.height <= box.height * seen.width
            if widthDecides {
                return PixelSize(
                    width: box.width,
                    height: min(scaled(seen.height, by: box.width, over: seen.width), box.height)
                )
            }
            return PixelSize(
                width: min(scaled(seen.width, by: box.height, over: seen.height), box.width),
                height: box.height
            )
        }

        /// The largest part of the picture with the proportions of the box, held by gravity or around a focus.
        private mutating func cover(_ seen: PixelSize, _ box: PixelSize, _ resize: Resize) {
            let isWide = box.width * seen.height >= box.height * seen.width
            let scale = isWide ? Double(seen.width) / Double(box.width) : Double(seen.height) / Double(box.height)
            let isCopied = scale < 1 && !resize.enlarge
            size = box
            if isCopied {
                size =
                    isWide
                    ? PixelSize(width: seen.width, height: Self.scaled(box.height, by: seen.width, over: box.width))
                    : PixelSize(width: Self.scaled(box.width, by: seen.height, over: box.height), height: seen.height)
                size = Self.smaller(size, seen)
                region.width = Double(size.width)
                region.height = Double(size.height)
            } else if isWide {
                region.height = min(Double(box.height) * scale, Double(seen.height))
            } else {
                region.width = min(Double(box.width) * scale, Double(seen.width))
            }
            canvas = size
            if resize.focus?.isSought == true {
                hold(seen, box, isWide: isWide, scale: isCopied ? 1 : scale)
            }
            if case .named(let focus) = resize.focus {
                region.x = Self.start(of: region.width, in: seen.width, around: focus.x)
                region.y = Self.start(of: region.height, in: seen.height, around: focus.y)
            } else {
                region.x = (Double(seen.width) - region.width) * gravity.horizontal
                region.y = (Double(seen.height) - region.height) * gravity.vertical
            }
            if region.width == Double(size.width), region.height == Double(size.height) {
                // Half a pixel aside would blur a picture that is only cut.
                region.x.round(.down)
                region.y.round(.down)
            }
        }

        /// Takes all of the picture along the axis that is cut, as far as it makes whole pixels at this scale.
        private mutating func hold(_ seen: PixelSize, _ box: PixelSize, isWide: Bool, scale: Double) {
            gravity = .center
            var whole = size
            if scale == 1 {
                whole = seen
            } else if isWide {
                whole.height = max(seen.height * box.width / seen.width, size.height)
            } else {
                whole.width = max(seen.width * box.height / seen.height, size.width)
            }
            // Less than a pixel is not worth looking.
            guard whole != size else { return }
            held = whole
            region.width = min(Double(whole.width) * scale, Double(seen.width))
            region.height = min(Double(whole.height) * scale, Double(seen.height))
        }

        /// Where a part begins whose middle is as near as can be to a share of the whole.
        private static func start(of part: Double, in whole: Int, around share: Double) -> Double {
            min(max(share * Double(whole) - part / 2, 0), max(Double(whole) - part, 0))
        }
    }
}
