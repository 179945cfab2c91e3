/// Where in a frame something is held: what `Fit.cover` keeps, where `Fit.contain` and a watermark are placed.
public enum Gravity: String, Sendable, Codable, CaseIterable {
    case center, north, northeast, east, southeast, south, southwest, west, northwest
}

extension Gravity {
    /// The share of the free space that lies left of the thing: 0, 0.5 or 1.
    var horizontal: Double {
        switch self {
        case .northwest, .west, .southwest: 0
        case .north, .center, .south: 0.5
        case .northeast, .east, .southeast: 1
        }
    }

    /// The share of the free space that lies above the thing: 0, 0.5 or 1.
    var vertical: Double {
        switch self {
        case .northwest, .north, .northeast: 0
        case .west, .center, .east: 0.5
        case .southwest, .south, .southeast: 1
        }
    }
}
