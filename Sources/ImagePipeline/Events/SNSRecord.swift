/// An SNS message as Lambda receives it: the notification stands inside as text.
struct SNSRecord: Decodable {
    struct Message: Decodable {
        var message: String

        enum CodingKeys: String, CodingKey {
            case message = "Message"
        }
    }

    var message: Message

    enum CodingKeys: String, CodingKey {
        case message = "Sns"
    }

    var notifications: [Event.Notification] {
        get throws(EventError) { try Event.notifications(in: message.message) }
    }
}
