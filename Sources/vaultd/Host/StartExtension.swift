/// Keeps systemd patient while the start takes long: a migration of a large catalog may.
enum StartExtension {
    private static let interval = Duration.seconds(10)

    /// Runs `body`, and asks for more time again and again until it ends.
    static func whileStarting(_ body: @escaping @Sendable () async throws -> Void) async throws {
        Systemd.tell(.status("Opening the store"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: body)
            group.addTask {
                while (try? await Task.sleep(for: interval)) != nil { Systemd.tell(.extendStart(interval * 3)) }
                try await Task.sleep(for: .seconds(1 << 40))  // Cancelled already; the other task decides the end.
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
