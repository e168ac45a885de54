/// Which of several images is the one for a platform.
public enum PlatformMatch {
    /// The place in `offered` of the image that suits `wanted` best; nil when none does.
    ///
    /// The wanted variant comes before an older one that its processors run as well (v6 on v7), and of two that are
    /// alike the first counts, as the
    /// [image spec](https://github.com/opencontainers/image-spec/blob/main/image-index.md) wants it. Without a variant
    /// `arm64` is v8, `arm` is v7 and `amd64` is v1.
    public static func best(of offered: [Platform], for wanted: Platform) -> Int? {
        variants(for: wanted).lazy.compactMap { variant in
            offered.firstIndex {
                $0.os == wanted.os && $0.architecture == wanted.architecture && self.variant(of: $0) == variant
            }
        }.first
    }

    /// Whether both are one platform, a variant left out counting as the default one.
    public static func areSame(_ one: Platform, _ other: Platform) -> Bool {
        one.os == other.os && one.architecture == other.architecture && variant(of: one) == variant(of: other)
    }

    /// The variants that run on `wanted`, the best first.
    private static func variants(for wanted: Platform) -> [String?] {
        let own = variant(of: wanted)
        let ladder: [String] =
            switch wanted.architecture {
            case "arm": ["v8", "v7", "v6", "v5"]
            case "arm64": ["v9", "v8"]
            case "amd64": ["v4", "v3", "v2", "v1"]
            default: []
            }
        guard let own, let place = ladder.firstIndex(of: own) else { return [own] }
        return Array(ladder[place...])
    }

    private static func variant(of platform: Platform) -> String? {
        if let variant = platform.variant, !variant.isEmpty { return variant }
        return ["arm64": "v8", "arm": "v7", "amd64": "v1"][platform.architecture]
    }
}
