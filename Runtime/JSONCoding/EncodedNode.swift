/// What was encoded at one place: a value without parts, or an object or an array, whose parts are nodes of their own.
///
/// All nodes of a run stand in one array, and refer to each other by their indexes there: an object or array of its own
/// would cost more than what is encoded in it.
struct EncodedNode {
    enum Kind {
        case nothing
        /// A value whose JSON is complete.
        case text
        case object
        case array
    }

    var kind = Kind.nothing
    /// Where the JSON of a complete value is in the run's text.
    var text = 0..<0
    /// Its name in the object that it is a part of.
    var name = ""
    /// The node it is a part of; the root is its own.
    let parent: Int
    /// Where the run has what leads from the parent to here, if it is more than the name.
    var key: Int?
    /// Whether it was handed out as a container: one that is asked for again under its name.
    var isContainer = false
    /// The part of the same parent that follows; 0 for the last, since the root follows nothing.
    var next = 0

    /// The first and the last of its parts, if there are any.
    var first = 0
    var last = 0
    var count = 0
    /// Whether the names of the parts ascend, so that none is there twice.
    var isSorted = true
}
