extension RegistryStub {
    /// How an upload session is addressed in `Location`.
    public enum LocationStyle: Sendable, Equatable, CaseIterable {
        /// `http://127.0.0.1:5000/v2/…`
        case absolute
        /// `/v2/…`
        case hostRelative
        /// `<id>?…`, relative to the request's path.
        case pathRelative
        /// `//127.0.0.1:5000/v2/…`
        case schemeRelative
        /// `127.0.0.1:5000/v2/…`, which is no URL reference at all.
        case withoutScheme
        /// `http://127.0.0.1:5001/v2/…`: the storage origin, which asks for no authorization.
        case otherOrigin
    }
}
