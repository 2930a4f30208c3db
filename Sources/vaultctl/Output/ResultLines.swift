import ControlAPI
import FoundationEssentials

/// What an operation that ended says for itself on standard output.
enum ResultLines {
    /// The lines of a result.
    static func lines(_ result: OperationResult) -> [String] {
        if let snapshot = result.snapshot { return lines(snapshot) }
        if let verification = result.verification { return lines(verification) }
        if let rotation = result.rotation { return lines(rotation) }
        if let purge = result.purge { return lines(purge, isWhole: result.exit == .success) }
        if let audit = result.audit { return lines(audit) }
        return result.error == nil ? [result.status.rawValue] : []
    }

    private static func lines(_ snapshot: SnapshotReport) -> [String] {
        let new = snapshot.newBytes.map { " (+\(Sizes.text($0)) new)" } ?? ""
        let parts = [
            Sizes.count(snapshot.documents, "document"), Sizes.text(snapshot.bytes) + new,
            snapshot.verifiedAt.map { $0 < snapshot.madeAt ? "new documents verified" : "verified" } ?? "NOT VERIFIED",
            snapshot.seconds.map { Durations.text(seconds: $0) },
        ]
        var lines = ["snapshot \(snapshot.id): " + parts.compactMap { $0 }.joined(separator: ", ")]
        let removed = snapshot.removed ?? []
        if !removed.isEmpty { lines.append("removed by the retention: " + removed.joined(separator: ", ")) }
        return lines
    }

    private static func lines(_ verification: SnapshotVerificationReport) -> [String] {
        let size = "\(Sizes.count(verification.documents, "document")), \(Sizes.text(verification.bytes))"
        guard !verification.problems.isEmpty else { return ["snapshot \(verification.id): whole, \(size)"] }
        return verification.problems.map { "FAIL \($0)" }
            + ["snapshot \(verification.id): \(Sizes.count(verification.problems.count, "problem")), \(size)"]
    }

    private static func lines(_ rotation: RotationReport) -> [String] {
        var lines = [
            "master key of term \(rotation.term) is current: \(Sizes.count(rotation.rewrapped, "key")) wrapped anew "
                + "and read back, \(Durations.text(seconds: rotation.seconds))"
        ]
        if rotation.resumed == true { lines.insert("ended the rotation that had been interrupted", at: 0) }
        if let reasons = rotation.reasons {
            lines += reasons.map(Printable.text)
        } else if !rotation.keptTerms.isEmpty {
            lines.append("terms still needed: \(list(rotation.keptTerms))")
        }
        if !rotation.removedTerms.isEmpty { lines.append("terms removed from the key file: \(list(rotation.removedTerms))") }
        lines.append("The key file has changed: take a new copy of it to where the old copy lies.")
        return lines
    }

    private static func lines(_ purge: PurgeReport, isWhole: Bool) -> [String] {
        guard !purge.items.isEmpty else { return [isWhole ? "nothing was due" : "nothing was deleted"] }
        return purge.items.map { "\(done($0.act)) \(Sizes.count($0.count)) \(Printable.text($0.what))" }
            + (purge.goneFromSnapshotsAt.map { ["gone from the last snapshot on \(Durations.day($0))"] } ?? [])
    }

    private static func done(_ act: PurgePlanReport.Item.Act?) -> String {
        switch act {
        case nil: "deleted"
        case .disable: "disabled"
        case .send: "sent"
        }
    }

    private static func lines(_ audit: AuditReport) -> [String] {
        guard let problem = audit.problem else { return ["journal whole: \(Sizes.count(audit.events, "event"))"] }
        return ["FAIL \(problem) (\(Sizes.count(audit.events, "event")) before it are whole)"]
    }

    private static func list(_ terms: [UInt32]) -> String { terms.map(String.init).joined(separator: ", ") }
}
