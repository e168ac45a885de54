/// What a REST request asks for: the table of paths, without a look at the model or the method.
enum OpenInferenceRoute: Equatable {
    /// `/v2`
    case server
    /// `/v2/health/live`
    case live
    /// `/v2/health/ready`
    case ready
    /// `/v2/models`
    case models
    /// `/v2/models/NAME` and `/v2/models/NAME/versions/VERSION`
    case model(name: String, version: String?)
    /// The same with `/ready`
    case modelReady(name: String, version: String?)
    /// The same with `/infer`
    case infer(name: String, version: String?)
    /// `/v2/repository/index`
    case index
    /// `/v2/repository/models/NAME/load`
    case load(name: String)
    /// `/v2/repository/models/NAME/unload`
    case unload(name: String)

    /// The route of a path's segments, which are percent-decoded; nil when there is none.
    init?(_ path: [String]) {
        guard path.first == "v2" else { return nil }
        let rest = path.dropFirst()
        switch rest.first {
        case nil: self = .server
        case "health" where rest.count == 2 && rest.last == "live": self = .live
        case "health" where rest.count == 2 && rest.last == "ready": self = .ready
        case "models" where rest.count == 1: self = .models
        case "models": self.init(model: Array(rest.dropFirst()))
        case "repository": self.init(repository: Array(rest.dropFirst()))
        default: return nil
        }
    }

    private init?(model path: [String]) {
        let name = path[0]
        let hasVersion = path.count >= 3 && path[1] == "versions"
        let version = hasVersion ? path[2] : nil
        switch Array(path.dropFirst(hasVersion ? 3 : 1)) {
        case []: self = .model(name: name, version: version)
        case ["ready"]: self = .modelReady(name: name, version: version)
        case ["infer"]: self = .infer(name: name, version: version)
        default: return nil
        }
    }

    private init?(repository path: [String]) {
        switch path.count {
        case 1 where path == ["index"]: self = .index
        case 3 where path[0] == "models" && path[2] == "load": self = .load(name: path[1])
        case 3 where path[0] == "models" && path[2] == "unload": self = .unload(name: path[1])
        default: return nil
        }
    }

    /// Whether it is asked with POST. The index is asked with POST by Triton's clients; GET is taken as well.
    var isPost: Bool {
        switch self {
        case .infer, .load, .unload, .index: true
        case .server, .live, .ready, .models, .model, .modelReady: false
        }
    }

    /// The methods it may be asked with.
    var allow: String {
        switch self {
        case .index: "GET, HEAD, POST, OPTIONS"
        default: isPost ? "POST, OPTIONS" : "GET, HEAD, OPTIONS"
        }
    }

    /// Whether it may be asked with `method`, which is not OPTIONS.
    func takes(_ method: String) -> Bool {
        switch method {
        case "POST": isPost
        case "GET", "HEAD": !isPost || self == .index
        default: false
        }
    }
}
