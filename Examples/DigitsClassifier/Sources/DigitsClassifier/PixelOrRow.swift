/// An element of the list that is an image: which of the two forms it has is known only after looking.
enum PixelOrRow: Decodable {
    case pixel(Double)
    case row([Double])
    /// Anything else: a string, an object, `true`, `null`, a list with one of them.
    case other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // What a failed attempt has to say is of no use here: it means "try the next form".
        if let pixel = try? value.decode(Double.self) {
            self = .pixel(pixel)
        } else if let row = try? value.decode([Double].self) {
            self = .row(row)
        } else {
            self = .other
        }
    }
}
