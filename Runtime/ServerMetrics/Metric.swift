/// One time series, or for a histogram a few of them, with one set of label values.
public protocol Metric: AnyObject, Sendable {
    /// Writes its samples, which begin with `name` and have `labels`.
    func write(to exposition: inout Exposition, name: String, labels: [Label])
}

/// A name and a value that tell one time series of a family from the others.
public struct Label: Sendable, Equatable {
    /// Its name, `[a-zA-Z_][a-zA-Z0-9_]*`.
    public let name: String
    /// Its value, any text.
    public let value: String

    /// A label.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
