import BuildReport
import ContainerEngine
import ImageAssembly
import OCISpec
import RegistryClient
import SystemPackage

/// A destination that was found to exist, before anything is built for it.
enum Delivery {
    case sink(any ImageSink, name: String)
    case engine(EngineCommand)
    case registry

    var name: String {
        switch self {
        case .sink(_, let name): name
        case .engine(let command): command.engine.rawValue
        case .registry: "the registry"
        }
    }

    /// The deliveries to `destinations`, with each engine's command found and asked.
    /// - Throws: `EngineError`, ``BuildError``.
    static func find(_ destinations: [Destination], searchPath: String) async throws -> [Delivery] {
        guard destinations.filter({ $0 == .standardOutput }).count <= 1 else { throw BuildError.standardOutputTwice }
        let wanted =
            destinations.isEmpty
            ? [.engine(try EngineCommand.firstInstalled(searchPath: searchPath).engine)] : destinations
        var deliveries: [Delivery] = []
        for destination in wanted {
            switch destination {
            case .layout(let folder): deliveries.append(.sink(LayoutSink(directory: folder), name: "\(folder)"))
            case .archive(let file): deliveries.append(.sink(ArchiveSink(file: file), name: "\(file)"))
            case .standardOutput: deliveries.append(.sink(StreamSink(.standardOutput), name: "standard output"))
            case .engine(let engine):
                let command = try EngineCommand(engine, searchPath: searchPath)
                try await command.check()
                deliveries.append(.engine(command))
            case .registry: deliveries.append(.registry)
            }
        }
        return deliveries
    }
}
