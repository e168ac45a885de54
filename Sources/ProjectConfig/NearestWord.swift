/// The word that was probably meant: the one of `words` with the fewest letters to change, when these are few.
///
/// Letters may be inserted, removed, replaced, or swapped with their neighbour; one change is allowed for every three
/// letters of the text, and one at least.
func nearestWord(to text: String, among words: [String]) -> String? {
    let limit = max(1, text.count / 3)
    return words.map { (word: $0, distance: editDistance(Array(text.lowercased()), Array($0))) }
        .filter { $0.distance <= limit }
        .min { $0.distance < $1.distance }?.word
}

/// The optimal string alignment distance, a row at a time.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let same = left[row] == right[column]
            var best = min(previous[column] + (same ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforePrevious[column - 1] + 1)
            }
            current.append(best)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
