/// What a JPEG's components are.
struct JPEGComponents {
    struct Sampling: Equatable {
        var horizontal: Int
        var vertical: Int
    }

    var model: ColorModel

    /// Adobe stores CMYK inverted.
    var isInverted: Bool
    var sampling: [Sampling]

    /// nil for gray, and for what no encoder here would choose.
    var chromaSubsampling: ChromaSubsampling? {
        guard sampling.count == 3, sampling.dropFirst().allSatisfy({ $0 == Sampling(horizontal: 1, vertical: 1) })
        else { return nil }
        switch (sampling[0].horizontal, sampling[0].vertical) {
        case (1, 1): return .yuv444
        case (2, 2): return .yuv420
        default: return nil
        }
    }
}
