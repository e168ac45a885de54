/// The header with which a list tells its next page
/// ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288#section-3)).
enum LinkHeader {
    /// The target of the link with `rel=next`, as it was written; nil when there is none.
    static func next(_ values: [String]) -> String? {
        for link in values.flatMap({ $0.split(separator: ",") }) {
            guard let open = link.firstIndex(of: "<"), let close = link.firstIndex(of: ">"), open < close else {
                continue
            }
            let parameters = link[close...].lowercased().filter { !$0.isWhitespace && $0 != "\"" }
            guard parameters.split(separator: ";").contains("rel=next") else { continue }
            return String(link[link.index(after: open)..<close])
        }
        return nil
    }
}
