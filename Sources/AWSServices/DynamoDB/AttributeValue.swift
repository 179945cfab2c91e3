/// A value of an item, in DynamoDB's own JSON: an object with the type as its one name.
public enum AttributeValue: Sendable, Equatable {
    /// `S`.
    case string(String)
    /// `N`: decimal digits, up to 38 of them, as DynamoDB sends and takes them.
    case number(String)
    /// `BOOL`.
    case bool(Bool)
    /// `NULL`.
    case null
    /// `L`.
    case list([AttributeValue])
    /// `M`.
    case map([String: AttributeValue])
    /// `B`, in base64.
    case binary(String)
    /// `SS`.
    case stringSet([String])
    /// `NS`.
    case numberSet([String])
    /// `BS`, in base64.
    case binarySet([String])

    /// A whole number.
    public static func number(_ value: Int) -> AttributeValue { .number(String(value)) }

    /// The text of a string.
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The value of a number without a fraction.
    public var integer: Int? {
        guard case .number(let value) = self else { return nil }
        return Int(value)
    }

    /// The value of a number, as near as can be.
    public var decimal: Double? {
        guard case .number(let value) = self else { return nil }
        return Double(value)
    }

    /// The elements of a list.
    public var list: [AttributeValue]? {
        guard case .list(let value) = self else { return nil }
        return value
    }

    /// The entries of a map.
    public var map: [String: AttributeValue]? {
        guard case .map(let value) = self else { return nil }
        return value
    }
}

extension AttributeValue: Codable {
    private enum TypeName: String, CodingKey {
        case string = "S"
        case number = "N"
        case bool = "BOOL"
        case null = "NULL"
        case list = "L"
        case map = "M"
        case binary = "B"
        case stringSet = "SS"
        case numberSet = "NS"
        case binarySet = "BS"
    }

    /// Decodes the form that DynamoDB sends.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: TypeName.self)
        guard let type = container.allKeys.first, container.allKeys.count == 1 else {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath,
                debugDescription: "not one known attribute type"
            )
            throw DecodingError.dataCorrupted(context)
        }
        self =
            switch type {
            case .string: .string(try container.decode(String.self, forKey: type))
            case .number: .number(try container.decode(String.self, forKey: type))
            case .bool: .bool(try container.decode(Bool.self, forKey: type))
            case .null: .null
            case .list: .list(try container.decode([AttributeValue].self, forKey: type))
            case .map: .map(try container.decode([String: AttributeValue].self, forKey: type))
            case .binary: .binary(try container.decode(String.self, forKey: type))
            case .stringSet: .stringSet(try container.decode([String].self, forKey: type))
            case .numberSet: .numberSet(try container.decode([String].self, forKey: type))
            case .binarySet: .binarySet(try container.decode([String].self, forKey: type))
            }
    }

    /// Encodes the form that DynamoDB takes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TypeName.self)
        switch self {
        case .string(let value): try container.encode(value, forKey: .string)
        case .number(let value): try container.encode(value, forKey: .number)
        case .bool(let value): try container.encode(value, forKey: .bool)
        case .null: try container.encode(true, forKey: .null)
        case .list(let value): try container.encode(value, forKey: .list)
        case .map(let value): try container.encode(value, forKey: .map)
        case .binary(let value): try container.encode(value, forKey: .binary)
        case .stringSet(let value): try container.encode(value, forKey: .stringSet)
        case .numberSet(let value): try container.encode(value, forKey: .numberSet)
        case .binarySet(let value): try container.encode(value, forKey: .binarySet)
        }
    }
}
