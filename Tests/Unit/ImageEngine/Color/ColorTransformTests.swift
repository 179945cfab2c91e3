import Testing

@testable import ImageEngine

@Suite struct ColorTransformTests {
    @Test(arguments: [
        ("p3", ColorTransform.Samples.rgb), ("linear", .rgb), ("ink", .cmyk(inverted: false)),
        ("ink", .cmyk(inverted: true)),
    ])
    func `colors come out as those of Pillow and LittleCMS`(name: String, samples: ColorTransform.Samples) throws {
        let golden = try Golden.bitmap("color", name)
        var source = Synthetic.waves(48, 40, channels: samples.channels)
        if case .cmyk(inverted: true) = samples { source.samples = source.samples.map { 255 - $0 } }
        let made = source.converted(by: try transform(name, samples))
        #expect(made.channels == 3)
        #expect(made.samples.count == golden.samples.count)
        #expect(made.farthest(from: golden) <= 1)
    }

    @Test func `gray stays gray and takes the tone of its profile`() throws {
        let golden = try Golden.bitmap("color", "gray-gamma-18")
        let made = Synthetic.waves(48, 40, channels: 1).converted(by: try transform("gray-gamma-18", .gray))
        #expect(made.channels == 1)
        let green = stride(from: 1, to: golden.samples.count, by: 3).map { golden.samples[$0] }
        #expect(zip(made.samples, green).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }

    @Test func `alpha comes through as it is`() throws {
        let opaque = Synthetic.waves(20, 20, channels: 3)
        let expected = opaque.converted(by: try transform("p3", .rgb)).samples
        var pixels: [UInt8] = []
        for (index, sample) in opaque.samples.enumerated() {
            pixels.append(sample)
            if index % 3 == 2 { pixels.append(UInt8(index % 256)) }
        }
        let clear = Bitmap(size: opaque.size, channels: 4, samples: pixels)
        let made = clear.converted(by: try transform("p3", .rgba)).samples
        for (index, sample) in made.enumerated() {
            let color = index / 4 * 3 + index % 4
            #expect(sample == (index % 4 == 3 ? pixels[index] : expected[color]))
        }
        let grays: [UInt8] = [100, 7, 0, 255, 255, 100]
        let gray = try transform("gray-gamma-18", .grayAlpha).convert(grays)
        #expect(gray[1] == 7 && gray[3] == 255 && gray[5] == 100)
        #expect(gray[2] == 0 && gray[4] == 255)
    }

    @Test(arguments: [false, true])
    func `ink without a profile is told as Pillow tells it`(inverted: Bool) throws {
        var source = Synthetic.waves(48, 40, channels: 4)
        if inverted { source.samples = source.samples.map { 255 - $0 } }
        let made = source.converted(by: try ColorTransform.plainCMYK(inverted: inverted))
        #expect(made == (try Golden.bitmap("color", "plain-ink")))
    }

    @Test func `sRGB described by gamma and chromaticities is left alone`() throws {
        let srgb = [0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06]
        let descriptions: [(Double?, [Double]?)] = [(0.45455, nil), (nil, srgb), (0.45455, srgb), (nil, nil)]
        for (gamma, chromaticities) in descriptions {
            let verdict = try ColorTransform.verdict(gamma: gamma, chromaticities: chromaticities, samples: .rgba)
            guard case .isSRGB = verdict else {
                Issue.record("\(String(describing: gamma)) \(String(describing: chromaticities))")
                continue
            }
        }
    }

    @Test func `a linear PNG is made brighter`() throws {
        for samples in [ColorTransform.Samples.gray, .rgb, .rgba, .grayAlpha] {
            guard
                case .converts(let transform) = try ColorTransform.verdict(
                    gamma: 1,
                    chromaticities: nil,
                    samples: samples
                )
            else {
                Issue.record("\(samples)")
                continue
            }
            // 55 of 255 in linear light is 128 in sRGB.
            let made = transform.convert([UInt8](repeating: 55, count: samples.channels))
            #expect((127...129).contains(Int(made[0])))
        }
    }

    @Test func `chromaticities that are no colors are passed over`() throws {
        let descriptions: [[Double]] = [
            [], [0, 0, 0, 0, 0, 0, 0, 0], [0.3127, 0.3290, .nan, 0.33, 0.30, 0.60, 0.15, 0.06],
            [0.3127, 0.3290, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3],
        ]
        for description in descriptions {
            let verdict = try ColorTransform.verdict(gamma: nil, chromaticities: description, samples: .rgb)
            guard case .isUnusable = verdict else {
                Issue.record("\(description)")
                continue
            }
        }
    }

    @Test func `a profile of other samples, and a damaged one, are passed over`() throws {
        let ink = try Golden.bytes("color", "ink.icc")
        let wide = try Golden.bytes("color", "p3.icc")
        var unusable: [([UInt8], ColorTransform.Samples)] = [
            (ink, .rgb), (ink, .gray), (wide, .cmyk(inverted: false)), ([], .rgb), ([1, 2, 3], .rgb),
        ]
        for count in stride(from: 0, to: wide.count - 4, by: 7) { unusable.append((Array(wide.prefix(count)), .rgb)) }
        for (profile, samples) in unusable {
            guard case .isUnusable = try verdict(profile, samples) else {
                Issue.record("\(profile.count) bytes for \(samples)")
                continue
            }
        }
        guard case .converts = try verdict(wide, .gray) else {
            Issue.record("a gray picture may carry an RGB profile")
            return
        }
    }

    @Test func `every byte of a profile may be wrong`() throws {
        let kinds = [("p3", ColorTransform.Samples.rgb), ("ink", .cmyk(inverted: false)), ("gray-gamma-18", .gray)]
        for (name, samples) in kinds {
            let profile = try Golden.bytes("color", "\(name).icc")
            for index in profile.indices.prefix(200) {
                for value in [0, 0xFF] as [UInt8] {
                    var damaged = profile
                    damaged[index] = value
                    guard case .converts(let transform) = try verdict(damaged, samples) else { continue }
                    let made = transform.convert([UInt8](repeating: 99, count: 8 * samples.channels))
                    #expect(made.count == 8 * transform.channels)
                }
            }
        }
    }

    private func verdict(
        _ profile: [UInt8],
        _ samples: ColorTransform.Samples
    ) throws(ImageError) -> ColorTransform.Verdict {
        try ColorTransform.verdict(profile: profile.span, samples: samples)
    }

    private func transform(_ name: String, _ samples: ColorTransform.Samples) throws -> ColorTransform {
        guard case .converts(let transform) = try verdict(Golden.bytes("color", "\(name).icc"), samples) else {
            throw ImageError.unsupported(name)
        }
        return transform
    }
}

extension ColorTransform {
    fileprivate func convert(_ pixels: [UInt8]) -> [UInt8] { convert(pixels.span) }
}
