/// What the caller wants of one source, and what it allows.
struct JobRequest {
    var renditions: [RenditionSettings]
    let limits: DecodeLimits
    let lane: Lane
    let codecs: CodecRegistry

    /// Read for `Rendering.times` only.
    let clock: () -> Duration

    /// Given the predicted peak in bytes, once, before anything of that size is allocated; it may wait.
    let admission: (Int) -> Void
}
