import ModelRPC
import OMIProtocol

extension SchemaIndex {
    /// The schema of the services that this module serves.
    static func ofThisServer() throws -> SchemaIndex {
        try SchemaIndex(describing: OMIDescriptorSet.base64)
    }
}
