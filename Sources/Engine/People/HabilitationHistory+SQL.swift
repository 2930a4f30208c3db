import GRDB

/// What the journal has on a habilitation (ROL-09), for the managers of its structure: its own events and, while it has
/// not ended, that the account was shut and opened again, which every structure of the account feels.
struct HabilitationHistory {
    let habilitation: Habilitation

    init(_ habilitation: Habilitation) { self.habilitation = habilitation }

    /// Oldest first.
    func rows(_ database: Database) throws -> [AuditRow] {
        let end: Int64 = habilitation.state == .ended ? habilitation.changedAt.milliseconds : .max
        return try Row.fetchAll(
            database,
            sql: """
                SELECT \(AuditRow.columns) FROM audit_event WHERE owner = :account AND (item = :item OR (
                    kind IN (:suspended, :enabled) AND item IS NULL AND structure IS NULL AND at BETWEEN :start AND :end))
                ORDER BY sequence
                """,
            arguments: [
                "account": habilitation.account.blob, "item": habilitation.id.blob,
                "suspended": AuditEvent.Kind.accountSuspended.rawValue, "enabled": AuditEvent.Kind.accountEnabled.rawValue,
                "start": habilitation.grantedAt.milliseconds, "end": end,
            ]
        ).map { AuditRow($0) }
    }
}
