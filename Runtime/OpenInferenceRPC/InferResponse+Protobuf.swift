import ChassisModel
import OpenInference
import OpenInferenceProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Inference_ModelInferResponse {
    /// The answer as it goes over gRPC.
    /// - Parameter prefersRaw: whether elements go into `raw_output_contents`, as those of the request did; they do also
    ///   when one of the outputs has no other form.
    /// - Throws: ``OpenInferenceError`` for a number that the datatype cannot hold.
    init(_ response: InferResponse, prefersRaw: Bool) throws(OpenInferenceError) {
        self.init()
        modelName = response.modelName
        modelVersion = response.modelVersion
        id = response.id ?? ""
        let isRaw = prefersRaw || response.outputs.contains { $0.datatype == .fp16 || $0.datatype == .bf16 }
        for tensor in response.outputs {
            var output = InferOutputTensor()
            output.name = tensor.name
            output.datatype = tensor.datatype.rawValue
            output.shape = tensor.shape.sizes.map(Int64.init)
            // Bytes are themselves here: base64 is how JSON has them.
            if let contentType = tensor.contentType, contentType != "base64" {
                output.parameters["content_type"] = .with { $0.stringParam = contentType }
            }
            do throws(OpenInferenceError) {
                if isRaw {
                    rawOutputContents.append(Data(try tensor.raw()))
                } else {
                    output.contents = try Inference_InferTensorContents(tensor)
                }
            } catch {
                throw OpenInferenceError(.modelFailed, error.message)
            }
            outputs.append(output)
        }
    }
}

extension Inference_InferTensorContents {
    /// The elements of `tensor`, in the field for its datatype; not for FP16 and BF16, which have none.
    fileprivate init(_ tensor: Tensor) throws(OpenInferenceError) {
        self.init()
        if let elements = tensor.data.elements { bytesContents = elements.map { Data($0) } }
        let raw = tensor.datatype == .bytes ? [] : try tensor.raw()
        switch tensor.datatype {
        case .bool: boolContents = raw.map { $0 != 0 }
        case .int8: intContents = raw.map { Int32(Int8(bitPattern: $0)) }
        case .int16: intContents = raw.littleEndianNumbers(as: Int16.self).map(Int32.init)
        case .int32: intContents = raw.littleEndianNumbers(as: Int32.self)
        case .int64: int64Contents = raw.littleEndianNumbers(as: Int64.self)
        case .uint8: uintContents = raw.map(UInt32.init)
        case .uint16: uintContents = raw.littleEndianNumbers(as: UInt16.self).map(UInt32.init)
        case .uint32: uintContents = raw.littleEndianNumbers(as: UInt32.self)
        case .uint64: uint64Contents = raw.littleEndianNumbers(as: UInt64.self)
        case .fp32: fp32Contents = raw.littleEndianNumbers(as: UInt32.self).map { Float(bitPattern: $0) }
        case .fp64: fp64Contents = raw.littleEndianNumbers(as: UInt64.self).map { Double(bitPattern: $0) }
        case .bytes, .fp16, .bf16: break
        }
    }
}
