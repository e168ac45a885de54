import Synchronization
import SystemPackage

@testable import ImageAssembly

/// A disk whose change number `failing` finds no space.
final class FailingDisk: Sendable {
    private let changes = Mutex(0)
    private let failing: Int

    init(failing: Int) {
        self.failing = failing
    }

    /// Whether the change that should fail was asked for.
    var hasFailed: Bool { changes.withLock { $0 >= failing } }

    var disk: Disk {
        Disk { () throws(Errno) in
            let isFailing = self.changes.withLock { changes in
                changes += 1
                return changes == self.failing
            }
            if isFailing { throw .noSpace }
        }
    }
}
