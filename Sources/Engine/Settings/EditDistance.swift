/// How far apart two words are: the number of letters to insert, remove, replace or swap with their neighbour.
enum EditDistance {
    /// Optimal string alignment distance (Damerau-Levenshtein without repeated edits).
    static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().utf8)
        let right = Array(right.lowercased().utf8)
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1...right.count {
                let change = left[row - 1] == right[column - 1] ? 0 : 1
                current[column] = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
                let swapped =
                    row > 1 && column > 1
                    && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1]
                if swapped { current[column] = min(current[column], beforeLast[column - 2] + 1) }
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }

    /// The word nearest to `word`, unless even that is too far off to have been meant.
    static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        let ranked = words.map { (word: $0, distance: between(word, $0)) }.min { $0.distance < $1.distance }
        guard let ranked, ranked.distance <= max(2, word.utf8.count / 3) else { return nil }
        return ranked.word
    }
}
