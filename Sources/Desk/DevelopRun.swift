import ImageEngine
import Synchronization
import Time
import Workers

/// Makes the renditions of files, several files at a time.
struct DevelopRun: Sendable {
    private let paths: [String]
    private let folder: String
    private let makesSheet: Bool
    private let showsCrops: Bool
    private let choice: RecipeChoice
    private let desk: Desk
    private let board = Board()

    init(_ command: DevelopCommand, _ choice: RecipeChoice, _ desk: Desk) {
        paths = command.paths
        folder = command.out
        makesSheet = command.sheet || command.showCrops
        showsCrops = command.showCrops
        self.choice = choice
        self.desk = desk
    }

    /// What the threads share: how far they are, and which paths are taken.
    private final class Board: Sendable {
        private let state = Mutex<(done: Int, owners: [String: String])>((0, [:]))

        func finishOne() -> Int {
            state.withLock {
                $0.done += 1
                return $0.done
            }
        }

        /// Takes a path for a photo; the photo that has it already, if there is one.
        func claim(_ path: String, for photo: String) -> String? {
            state.withLock {
                if let owner = $0.owners[path], owner != photo { return owner }
                $0.owners[path] = photo
                return nil
            }
        }
    }

    private struct Line: Sendable {
        var photo: Files.Photo
        var result: Result<DevelopedFile, any Error>
        var time: Duration
    }

    /// - Returns: Whether every file was developed.
    func run() throws -> Bool {
        let photos = try Files.photos(at: paths, output: folder)
        let stopwatch = Stopwatch(desk.clock)
        let lines = WorkerPool.map(photos, width: desk.width) { develop($0, of: photos.count) }
        let developed = lines.compactMap { try? $0.result.get() }
        let sheet = try writeSheet(developed)
        summarize(lines, developed, sheet, stopwatch.elapsed)
        return developed.count == lines.count
    }

    private func develop(_ photo: Files.Photo, of count: Int) -> Line {
        let stopwatch = Stopwatch(desk.clock)
        let result = Result {
            var file = try DevelopedFile(
                photo,
                choice,
                clock: desk.clock,
                miniature: makesSheet ? emptySheet.settings : nil
            )
            for index in file.outputs.indices {
                try write(file.outputs[index], of: photo)
                // A folder of photos may be larger than the memory.
                file.outputs[index].bytes = []
                file.outputs[index].image?.bytes = []
            }
            file.rendering?.images = []
            return file
        }
        let line = Line(photo: photo, result: result, time: stopwatch.elapsed)
        let outcome =
            switch result {
            case .success: Text.time(line.time)
            case .failure(let error): "\(error)"
            }
        desk.say("[\(board.finishOne())/\(count)] \(photo.path): \(outcome)")
        return line
    }

    private func write(_ output: DevelopedFile.Output, of photo: Files.Photo) throws {
        let path = "\(folder)/\(output.path)"
        if let other = board.claim(path, for: photo.path) {
            throw DeskError.unwritable(path: path, reason: "it is the rendition of \(other)")
        }
        guard !Files.isSame(path, photo.path) else {
            throw DeskError.unwritable(path: path, reason: "it is the photo itself")
        }
        try Files.write(output.bytes, to: path)
    }

    /// Crops are to be judged: their pictures are twice as large.
    private var emptySheet: ContactSheet { showsCrops ? ContactSheet(cell: 320) : ContactSheet() }

    /// - Returns: The path of the sheet, if there is one.
    private func writeSheet(_ developed: [DevelopedFile]) throws -> String? {
        var sheet = emptySheet
        for file in developed {
            guard let miniature = file.miniature else { continue }
            let marks = showsCrops ? file.rendering.map { CropMarks($0) } : nil
            try sheet.add(png: miniature.span, marks: marks ?? CropMarks())
        }
        guard !sheet.isEmpty else { return nil }
        let path = "\(folder)/contact-sheet.png"
        try Files.write(sheet.encoded(), to: path)
        return path
    }

    private func summarize(_ lines: [Line], _ developed: [DevelopedFile], _ sheet: String?, _ time: Duration) {
        var table = Table(["photo", "rendition", "pixels", "bytes", "of original", "time"])
        for line in lines {
            guard let file = try? line.result.get() else { continue }
            for (index, output) in file.outputs.enumerated() {
                table.add([
                    index == 0 ? line.photo.key : "", output.path,
                    output.image.map { "\($0.size.width)x\($0.size.height)" } ?? "copied", Text.bytes(output.count),
                    Text.percent(output.count, of: file.sourceBytes), index == 0 ? Text.time(line.time) : "",
                ])
            }
        }
        desk.say("")
        desk.say(table.text)
        let bytesIn = developed.reduce(0) { $0 + $1.sourceBytes }
        let bytesOut = developed.flatMap(\.outputs).reduce(0) { $0 + $1.count }
        let failed = lines.count - developed.count
        desk.say(
            "\(developed.count) developed\(failed > 0 ? ", \(failed) failed" : ""): \(Text.bytes(bytesIn)) in, "
                + "\(Text.bytes(bytesOut)) out, \(Text.time(time))" + (sheet.map { ", \($0)" } ?? "")
        )
    }
}
