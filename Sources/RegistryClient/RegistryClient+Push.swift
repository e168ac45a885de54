public import ImageAssembly
public import OCISpec

extension RegistryClient {
    /// Repositories besides those that were named whose blobs a push may mount, and asks rights for.
    private static let seenMax = 3

    /// Brings an image to each of `references`.
    ///
    /// An interrupted push leaves no tag that points to something incomplete; it may be repeated, and sends what is
    /// missing. Where a tag points to the image already, one question is all.
    /// - Parameters:
    ///   - blobs: Layers, configurations, child manifests, and the manifest or index last, each pointing only to those
    ///     before it. Files must not change until the call returns.
    ///   - references: Where to; several tags of one repository are set by one push. A digest in one must be the image's.
    ///   - mountFrom: Images whose layers may be among the blobs: the base.
    /// - Throws: ``RegistryError``, an error of the credentials, or `CancellationError`.
    public func push(
        _ blobs: [Blob], to references: [ImageReference], mountFrom: [ImageReference] = []
    ) async throws -> PushResult {
        let plan = PushPlan(blobs)
        let digest = plan.root.descriptor.digest
        for reference in references {
            guard let named = reference.digest, named != digest else { continue }
            throw RegistryError.otherDigest(reference: reference.description, image: digest)
        }
        for manifest in plan.children + [plan.root] where manifest.descriptor.size > Limits.manifestBytes {
            throw RegistryError.manifestTooLarge(manifest.descriptor.digest, bytes: manifest.descriptor.size)
        }
        let budget = RetryBudget(options.retryBudget)
        var places: [PushResult.Place] = []
        for target in Self.targets(references) {
            places.append(try await push(plan, to: target, mountFrom: mountFrom, budget: budget))
        }
        return PushResult(digest: digest, places: places)
    }

    private struct Target {
        let host: String
        let repository: String
        var tags: [String]
    }

    /// The references by repository, in their order.
    private static func targets(_ references: [ImageReference]) -> [Target] {
        var targets: [Target] = []
        for reference in references {
            let (host, repository) = (RegistryHost.name(for: reference), RegistryHost.repository(of: reference))
            let tags = [reference.tag].compactMap(\.self)
            if let index = targets.firstIndex(where: { $0.host == host && $0.repository == repository }) {
                targets[index].tags += tags.filter { !targets[index].tags.contains($0) }
            } else {
                targets.append(Target(host: host, repository: repository, tags: tags))
            }
        }
        return targets
    }

    private func push(
        _ plan: PushPlan, to target: Target, mountFrom: [ImageReference], budget: RetryBudget
    ) async throws -> PushResult.Place {
        let named = mountFrom.filter { RegistryHost.name(for: $0) == target.host }.map(RegistryHost.repository)
        var from = named.filter { $0 != target.repository }
        let seen = plan.layers.flatMap {
            memory.repositories(with: $0.descriptor.digest, host: target.host, otherThan: target.repository).prefix(1)
        }
        for repository in seen where !from.contains(repository) && from.count < named.count + Self.seenMax {
            from.append(repository)
        }
        let access = AccessScope(
            needed: [.repository(target.repository, push: true)], wished: from.map { .repository($0) },
            repository: target.repository)
        let (api, patience) = try await api(
            for: target.host, repository: target.repository, access: access, budget: budget)
        return try await RepositoryPush(
            plan: plan, api: api, tags: target.tags, mountFrom: from, options: options, memory: memory,
            patience: patience, report: report
        ).run()
    }
}
