import COpenBLAS

/// Numbers in rows, one row after the other.
struct Matrix: Sendable, Equatable {
    let rows: Int
    let columns: Int
    private(set) var numbers: [Float]

    /// A matrix of `rows` rows; the numbers must fill them.
    init(rows: Int, columns: Int, _ numbers: [Float]) {
        precondition(numbers.count == rows * columns, "a matrix of \(rows) × \(columns) needs as many numbers")
        self.rows = rows
        self.columns = columns
        self.numbers = numbers
    }

    /// This matrix with `row` in place of each row.
    init(rows: Int, repeating row: [Float]) {
        self.init(rows: rows, columns: row.count, Array(repeatElement(row, count: rows).joined()))
    }

    subscript(row row: Int) -> ArraySlice<Float> { numbers[row * columns..<(row + 1) * columns] }

    /// Adds `left × rightᵀ` to the matrix, in one call of OpenBLAS.
    mutating func add(_ left: Matrix, timesTransposed right: Matrix) {
        precondition(left.rows == rows && right.rows == columns && left.columns == right.columns, "shapes do not fit")
        guard rows > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(columns), blasint(left.columns),
            1, left.numbers, blasint(left.columns), right.numbers, blasint(right.columns),
            1, &numbers, blasint(columns))
    }

    /// The matrix with 0 in place of what is negative.
    var rectified: Matrix { Matrix(rows: rows, columns: columns, numbers.map { max($0, 0) }) }
}
