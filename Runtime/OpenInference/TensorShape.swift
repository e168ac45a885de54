import ChassisModel

/// The sizes of a tensor's dimensions, checked: their product is a number of elements that exists.
public struct TensorShape: Sendable, Equatable, CustomStringConvertible {
    /// More dimensions than any model has, and few enough for recursion.
    static let rankMax = 32

    /// The size of each dimension, at least one dimension.
    public let sizes: [Int]
    /// How many elements there are: the product of the sizes.
    public let elementCount: Int

    /// The shape `sizes` of the tensor `name`, which the message of an error names.
    /// - Throws: ``OpenInferenceError`` for no dimension or more than 32, a negative size, a product that overflows, or a
    ///   size of 0 after the first dimension, where items would be made of nothing.
    public init(_ sizes: [Int], of name: String) throws(OpenInferenceError) {
        func refusal(_ problem: String) -> OpenInferenceError {
            .invalid("the shape of \"\(name)\", [\(Self.words(sizes))], \(problem)")
        }
        guard let first = sizes.first else {
            throw .invalid("the shape of \"\(name)\" has no dimension; the first one counts items")
        }
        guard sizes.count <= Self.rankMax else {
            throw .invalid("the shape of \"\(name)\" has \(sizes.count) dimensions; at most \(Self.rankMax) are taken")
        }
        var product = 1
        for size in sizes {
            guard size >= 0 else { throw refusal("has a negative size") }
            let (next, overflows) = product.multipliedReportingOverflow(by: size)
            guard !overflows else { throw refusal("has more elements than there can be") }
            product = next
        }
        guard product > 0 || first == 0 else { throw refusal("has items without elements") }
        self.sizes = sizes
        elementCount = product
    }

    /// A shape of our own making: `sizes`, whose product is `elementCount`.
    init(trusted sizes: [Int], elementCount: Int) {
        self.sizes = sizes
        self.elementCount = elementCount
    }

    /// For example `[1,64]`.
    public var description: String { "[\(Self.words(sizes))]" }

    /// Whether it is what `spec` declares.
    func fits(_ spec: TensorSpec) -> Bool {
        sizes.count == spec.shape.count && zip(sizes, spec.shape).allSatisfy { $0 == $1 || $1 == -1 }
    }

    private static func words(_ sizes: [Int]) -> String {
        sizes.map { "\($0)" }.joined(separator: ",")
    }
}
