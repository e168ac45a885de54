public import ChassisModel

/// What became of one item: its outputs, or why it has none.
public typealias ItemOutcome = Result<NamedBytes, ItemFailure>
