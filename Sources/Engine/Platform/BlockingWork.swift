import NIOPosix
import Synchronization

/// A bounded pool of threads for calls that block: scans, seals, fsync, bcrypt.
///
/// The cooperative pool is as wide as the machine, so two blocking calls there would stop everything.
/// A running call cannot be cancelled; what waits in the queue is refused once the queue is full.
public final class BlockingWork: Sendable {
    private let pool: NIOThreadPool
    private let capacity: Int
    private let pending = Mutex(0)

    /// A pool of `threads` threads that accepts up to `queue` calls beyond those that run.
    public init(threads: Int, queue: Int) {
        self.pool = NIOThreadPool(numberOfThreads: threads)
        self.capacity = threads + queue
        pool.start()
    }

    /// Runs `body` on a thread of the pool.
    ///
    /// - Throws: `busy` when the queue is full, `stopping` after `stop()`, or what `body` throws.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let admitted = pending.withLock { count in
            guard count < capacity else { return false }
            count += 1
            return true
        }
        guard admitted else { throw VaultFailure(.busy, retryAfter: 5) }
        defer { pending.withLock { $0 -= 1 } }
        do {
            return try await pool.runIfActive(body)
        } catch is NIOThreadPoolError.ThreadPoolInactive {
            throw VaultFailure(.stopping)
        } catch let cancelled as CancellationError where !Task.isCancelled {
            // The pool cancels what waits in its queue when it stops; the caller's task was not cancelled.
            throw VaultFailure(.stopping, cause: cancelled)
        }
    }

    /// Runs one call on a thread of its own, where no pool is there yet.
    ///
    /// - Throws: what `body` throws.
    public static func once<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let work = BlockingWork(threads: 1, queue: 0)
        do {
            let value = try await work.run(body)
            await work.stop()
            return value
        } catch {
            await work.stop()
            throw error
        }
    }

    /// How many calls run or wait.
    public var load: Int { pending.withLock { $0 } }

    /// Waits for running calls and refuses new ones.
    public func stop() async {
        try? await pool.shutdownGracefully()
    }
}
