/// The version of Minilab, by semantic versioning: what `--version` says, and what a deployment tells of its code.
enum Version {
    static let number = "1.0.0"
}
