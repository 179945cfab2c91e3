import ArgumentParser
import ImageFormats
public import Time

/// Minilab without AWS: the same recipes and the same engine, on files.
public struct Desk: Sendable {
    /// Where the time comes from.
    let clock: WallClock
    /// Standard output.
    let write: @Sendable ([UInt8]) -> Void
    /// How many files are worked on at a time.
    let width: Int

    /// Sets up a desk.
    public init(clock: WallClock, width: Int, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.clock = clock
        self.width = width
        self.write = write
    }

    /// Does what the arguments of a command line say.
    ///
    /// - Returns: The exit status: 0 when everything was done, 1 when something was refused, 64 for wrong usage (sysexits.h).
    public func run(_ arguments: [String]) -> Int32 {
        do {
            var command = try MinilabCommand.parseAsRoot(arguments)
            if let command = command as? any DeskCommand { return try command.run(on: self) ? 0 : 1 }
            // Help, which comes as an error.
            try command.run()
            return 0
        } catch let error as DeskError {
            say("\(error)")
            return 1
        } catch {
            say(MinilabCommand.fullMessage(for: error))
            return MinilabCommand.exitCode(for: error).rawValue
        }
    }

    func say(_ line: String) {
        write(Array((line.hasSuffix("\n") ? line : line + "\n").utf8))
    }
}

/// Why the desk cannot do what it was asked to.
enum DeskError: Error, Equatable, CustomStringConvertible {
    /// A file or folder that is not there or cannot be read.
    case unreadable(path: String, reason: String)
    /// A file or folder that cannot be written.
    case unwritable(path: String, reason: String)
    /// What is wrong with a recipe, one problem a line.
    case recipe([String])
    /// A recipe with a watermark, whose picture is in S3.
    case watermarkNeeded(location: String)
    /// A file for the watermark that is not a picture.
    case badWatermark(path: String, reason: String)
    /// Folders without a picture in them.
    case nothingToDo(paths: [String])

    var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        case .recipe(let problems): problems.joined(separator: "\n")
        case .watermarkNeeded(let location):
            "the recipe's watermark is \(location); give its picture with --watermark file.png"
        case .badWatermark(let path, let reason): "\(path): no watermark: \(reason)"
        case .nothingToDo(let paths):
            "no \(ImageFormat.names(of: ImageFormat.readable, joinedBy: "or")) in \(paths.joined(separator: ", "))"
        }
    }
}
