import ChassisModel
import ModelHost
import OMIProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension InputItem {
    /// The item as the model host takes it.
    var namedBytes: NamedBytes { input.mapValues { [UInt8]($0) } }
}

extension OutputItem {
    /// The key under which a failed item has its reason, as UTF-8 text.
    static let errorKey = "error"

    /// What is told about one item.
    init(_ outcome: ItemOutcome) {
        self = .with {
            switch outcome {
            case .success(let outputs):
                $0.success = true
                $0.output = outputs.mapValues { Data($0) }
            case .failure(let failure):
                $0.success = false
                $0.output = [Self.errorKey: Data(failure.message.utf8)]
            }
        }
    }
}
