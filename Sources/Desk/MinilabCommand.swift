import ArgumentParser
import ImageFormats

/// What can be said on the command line.
struct MinilabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Develop photos on this machine, by the recipes that the function on AWS uses.",
        version: Version.number,
        subcommands: [DevelopCommand.self, ExplainCommand.self, CheckCommand.self]
    )
}

/// A command that knows how to run on a desk.
protocol DeskCommand: ParsableCommand {
    /// - Returns: Whether nothing was refused.
    func run(on desk: Desk) throws -> Bool
}

/// The recipe, as the commands take it.
struct RecipeOptions: ParsableArguments {
    @Option(help: "A preset (thumbnail, compress, resize, profile-photo, copy), a JSON file, or JSON.")
    var recipe = "thumbnail"

    @Option(help: ArgumentHelp("A PNG for the recipe's watermark, which is in S3 otherwise.", valueName: "file"))
    var watermark: String?
}

/// `develop`: makes the renditions of files.
struct DevelopCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "develop",
        abstract: "Make the renditions of photos, and a contact sheet of them.",
        discussion: """
            Of a folder every \(ImageFormat.names(of: ImageFormat.readable, joinedBy: "and")) below it is taken, told by its first bytes. A photo that cannot be developed is \
            told and does not keep the others from it.
            """
    )

    @Argument(help: "Files and folders.")
    var paths: [String]

    @OptionGroup var recipe: RecipeOptions

    @Option(
        help: ArgumentHelp("Where the renditions go, at the keys that they would have on AWS.", valueName: "folder")
    )
    var out = "developed"

    @Flag(inversion: .prefixedNo, help: "Make contact-sheet.png of all photos.")
    var sheet = true

    @Flag(help: "Draw on the sheet the faces that were found, the focus, and what each rendition shows.")
    var showCrops = false

    func run(on desk: Desk) throws -> Bool {
        try DevelopRun(self, RecipeChoice(recipe), desk).run()
    }
}

/// `explain`: prints every decision about one file, and writes nothing.
struct ExplainCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell what becomes of one photo and why, without writing anything."
    )

    @Argument(help: "A file.")
    var path: String

    @OptionGroup var recipe: RecipeOptions

    func run(on desk: Desk) throws -> Bool {
        try ExplainRun(path: path, choice: RecipeChoice(recipe), desk: desk).run()
    }
}

/// `check`: prints what is wrong with a recipe, as the function would on AWS when it starts.
struct CheckCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tell what is wrong with a recipe; print it with every default spelt out when it is right."
    )

    @Argument(help: "A JSON file, a preset, or JSON.")
    var recipe: String?

    @Flag(help: "Print the JSON Schema of recipes, for editors.")
    var schema = false

    func validate() throws {
        if recipe == nil, !schema { throw ValidationError("Give a recipe to check, or --schema.") }
    }

    func run(on desk: Desk) throws -> Bool {
        try CheckRun(recipe: recipe, desk: desk).run()
    }
}
