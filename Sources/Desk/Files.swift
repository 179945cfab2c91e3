import FoundationEssentials
import ImageFormats

/// The files that a command works on.
enum Files {
    /// A photo and the key that it would have in a bucket.
    struct Photo: Sendable, Equatable {
        var path: String
        var key: String
    }

    static func read(_ path: String) throws(DeskError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .unreadable(path: path, reason: reason(error))
        }
    }

    /// Writes a file, and the folders that it lies in; the file is there whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws(DeskError) {
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw .unwritable(path: path, reason: reason(error))
        }
    }

    /// The photos that paths name, each folder's in the order of their names. A file that is named is taken whatever it holds; of a
    /// folder only what begins like a photo.
    static func photos(at paths: [String], output: String? = nil) throws -> [Photo] {
        let made = output.map { resolved($0) + "/" }
        var photos: [Photo] = []
        for path in paths {
            guard try isFolder(path) else {
                photos.append(Photo(path: path, key: URL(fileURLWithPath: path).lastPathComponent))
                continue
            }
            for below in try contents(path).sorted() {
                let file = path.hasSuffix("/") ? path + below : "\(path)/\(below)"
                if let made, resolved(file).hasPrefix(made) { continue }
                if try !isFolder(file), isPhoto(file) { photos.append(Photo(path: file, key: below)) }
            }
        }
        guard !photos.isEmpty else { throw DeskError.nothingToDo(paths: paths) }
        return photos
    }

    /// Whether two paths are one file, as far as their names tell.
    static func isSame(_ one: String, _ other: String) -> Bool {
        resolved(one) == resolved(other)
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardized.path
    }

    private static func isFolder(_ path: String) throws(DeskError) -> Bool {
        do {
            return try URL(fileURLWithPath: path).resolvingSymlinksInPath().path.attributes[.type] as? FileAttributeType
                == .typeDirectory
        } catch {
            throw .unreadable(path: path, reason: reason(error))
        }
    }

    private static func contents(_ path: String) throws(DeskError) -> [String] {
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path: path, reason: reason(error))
        }
    }

    private static func isPhoto(_ path: String) -> Bool {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return false }
        let format = ImageFormat.identify(Array(data.prefix(ImageFormat.prefixLength)).span)
        return format.map(ImageFormat.readable.contains) ?? false
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return "\(error)" }
        return switch error.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
        case .fileWriteOutOfSpace: "the disk is full"
        default: "\((error.underlying ?? error))"
        }
    }
}

extension String {
    fileprivate var attributes: [FileAttributeKey: Any] {
        get throws { try FileManager.default.attributesOfItem(atPath: self) }
    }
}
