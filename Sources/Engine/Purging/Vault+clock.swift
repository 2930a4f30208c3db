import Logging

extension Vault {
    /// What a look at the clock says now. Keeps nothing of it.
    ///
    /// - Throws: `diskFailed`, `catalogDamaged`.
    func clockTrust() async throws -> ClockTrust {
        let reading = clock.reading()
        return try await catalog.read { try ClockMark.look(at: reading, in: $0) }
    }

    /// Whether the clock may be believed by what ends or destroys something for its age. What only shuts somebody out for
    /// a while, a session or a code, does not ask.
    ///
    /// - Throws: `diskFailed`, `catalogDamaged`.
    func mayEndForAge() async throws -> Bool { try await clockTrust().suspicion == nil }

    /// Looks at the clock and keeps what is seen: every hour, and before anything is destroyed for its age.
    ///
    /// - Throws: `diskFull`, `diskFailed`, `catalogDamaged`.
    @discardableResult
    func lookAtClock() async throws -> ClockTrust {
        let reading = clock.reading()
        let (before, after) = try await catalog.write { database in
            let before = try ClockMark.read(database)
            let after = try ClockMark.look(at: reading, in: database)
            try ClockMark.write(after, in: database)
            return (before, after)
        }
        if let suspicion = after.suspicion, before?.watched == nil {
            logger.warning(
                "The clock seems to have jumped; nothing is deleted for its age", metadata: ["reason": .string(suspicion)])
        } else if after.suspicion == nil, before?.watched != nil {
            logger.notice("The clock is believed again")
        }
        return after
    }

    /// The first look of this process. A disk that takes nothing must not keep people from their documents; the next
    /// look comes before anything is deleted.
    func lookAtClockAtOpening() async {
        do {
            try await lookAtClock()
        } catch {
            logger.warning("What was seen of the clock could not be kept", metadata: ["cause": "\(error)"])
        }
    }
}
