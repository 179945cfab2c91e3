/// What a source's header decides for all renditions together.
struct JobPlan {
    let header: SourceHeader
    let color: SourceColor
    let info: ImageInfo
    private(set) var order: DecodeOrder

    /// What has to be looked for in the picture; nothing where no rendition asks.
    let soughtFocus: [FocusSource]

    var renditions: [RenditionPlan] { order.plans }

    /// Plans the renditions.
    /// - Throws: when a limit is passed, or a rendition cannot be written.
    init(_ header: SourceHeader, _ request: JobRequest) throws(ImageError) {
        let limits = request.limits
        try limits.check(size: header.size)
        let color = try SourceColor(header)
        var plans: [RenditionPlan] = []
        for settings in request.renditions {
            plans.append(try RenditionPlan(settings, header, color, request.codecs))
        }
        for (number, plan) in plans.enumerated() where PeakEstimate.gathered(header, plan) > limits.spareMemory {
            // Some picture of a strange shape. It is cropped at its middle, for which a few rows will do.
            guard plan.soughtFocus != nil else { continue }
            var settings = plan.settings
            settings.resize?.focus = nil
            plans[number] = try RenditionPlan(settings, header, color, request.codecs)
        }
        for plan in plans {
            try limits.check(size: plan.outputSize)
            try plan.checkSide()
        }
        let sought = plans.compactMap(\.soughtFocus)
        var peak = PeakEstimate.bytes(header, plans, maxBytes: limits.maxBytes)
        if !sought.isEmpty { peak += FocusFinder.memory(sought) }
        let grantsWhole = limits.grant(header.wholeBytes, beside: &peak)
        for index in plans.indices where request.lane == .fast {
            let bytes = plans[index].encoder.wholeBytes(plans[index].encoding)
            plans[index].encodesWhole = limits.grant(bytes, beside: &peak)
        }
        try limits.check(predictedPeak: peak)
        let orientation = header.metadata.orientation
        info = ImageInfo(
            format: header.format,
            size: header.size.transposed(orientation.swapsAxes),
            orientation: orientation,
            hasAlpha: header.hasAlpha,
            colorModel: header.colorModel,
            isProgressive: header.isProgressive,
            profileBytes: header.profile.count,
            predictedPeak: peak
        )
        order = DecodeOrder(
            plans: plans,
            longestSide: sought.isEmpty ? 0 : FocusFinder.longestSide,
            grantsWhole: grantsWhole,
            keepsOriginal: plans.contains(where: \.mayKeepOriginal)
        )
        self.header = header
        self.color = color
        soughtFocus = sought
    }
}

extension DecodeLimits {
    /// What may be taken for being faster or better.
    fileprivate var spareMemory: Int { (memory ?? Self.assumedMemory) / 4 }

    /// Whether being faster may cost so much: a quarter of the memory at most, and then only what is spare.
    fileprivate func grant(_ bytes: Int, beside peak: inout Int) -> Bool {
        let memory = memory ?? Self.assumedMemory
        guard bytes > 0, bytes <= spareMemory, peak <= memory - bytes else { return false }
        peak += bytes
        return true
    }
}
