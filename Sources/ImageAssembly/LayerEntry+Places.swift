extension LayerEntry {
    /// Checks that entries of several layers of one image do not stand in each other's way: a file of an upper layer
    /// would silently hide one of a lower.
    /// - Throws: ``LayerError/duplicate(_:)`` or ``LayerError/parentNotADirectory(_:parent:)``.
    public static func checkPlaces(of entries: [LayerEntry]) throws(LayerError) {
        _ = try LayerPlan(entries)
    }
}
