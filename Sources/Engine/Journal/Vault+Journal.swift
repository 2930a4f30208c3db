import GRDB
import Logging

extension Vault {
    /// What happened to the person's account and safe, newest first (AUD-05). A line that cannot be read is shown as
    /// such; a title that cannot is left out, and the list of documents says that it is damaged.
    ///
    /// - Parameter page: from 1; a page that does not exist is empty.
    /// - Throws: `notFound`.
    public func journal(
        of person: SignedInPerson, page: Int, _ choice: JournalChoice = .all
    ) async throws -> JournalPage {
        try await require(.person(person), .readOwnJournal, on: .safe(SafeFacts(holder: person.account)))
        let page = min(max(page, 1), 1_000_000)
        let offset = (page - 1) * JournalPage.size
        let found = try await catalog.read { database in
            let rows = try JournalReading.rows(
                of: person.account, choice, skipping: offset, limit: JournalPage.size, in: database)
            return (
                try told(rows, to: person, in: database),
                try JournalReading.count(of: person.account, choice, in: database)
            )
        }
        return JournalPage(entries: try entries(found.0, for: person), page: page, total: found.1)
    }

    /// The next lines of the person's journal after the one of `sequence`, newest first; the newest for nil. Handing
    /// out a journal takes time, so each time the session must still be there.
    ///
    /// - Throws: `notFound`, `sessionEnded`.
    public func journalLines(
        of person: SignedInPerson, before sequence: Int64?, limit: Int = 500
    ) async throws -> [JournalEntry] {
        try await requireSession(of: person)
        try await require(.person(person), .readOwnJournal, on: .safe(SafeFacts(holder: person.account)))
        let found = try await catalog.read { database in
            let rows = try JournalReading.rows(
                of: person.account, before: sequence ?? .max, limit: limit, in: database)
            return try told(rows, to: person, in: database)
        }
        return try entries(found, for: person)
    }

    /// Rows with what is needed to tell of them.
    private struct ToldRows: Sendable {
        let rows: [AuditRow]
        let safe: SafeRecord?
        let documents: [DocumentRecord]
        let people: [AccountID: String]
        let structures: [StructureID: String]
    }

    private func told(_ rows: [AuditRow], to person: SignedInPerson, in database: Database) throws -> ToldRows {
        let safe = try person.safe.flatMap { try SafeRecord.find($0, in: database) }
        let items = Set(rows.compactMap { $0.item.flatMap { DocumentID(bytes: $0) } })
        let documents = try items.compactMap { item in
            try unlessDamaged { try DocumentRecord.find(item, in: database) } ?? nil
        }.filter { $0.safe == safe?.id }
        let named = try rows.compactMap { row in
            try unlessDamaged { try journal.details(of: row)[.audience] }.flatMap { $0 }.flatMap { AccountID($0) }
        }
        // Who works with people is named to them; another person who has a safe is not.
        let staff = rows.filter { [Role.professional.rawValue, Role.manager.rawValue].contains($0.actorKind) }
        let actors = staff.compactMap { $0.actor.flatMap { AccountID(bytes: $0) } }
        var people: [AccountID: String] = [:]
        for account in Set(named + actors) {
            people[account] = try unlessDamaged { try name(of: account, in: database) } ?? nil
        }
        var structures: [StructureID: String] = [:]
        for structure in Set(rows.compactMap { $0.structure.flatMap { StructureID(bytes: $0) } }) {
            structures[structure] =
                try unlessDamaged { try StructureRecord.find(structure, keys: keys, database)?.name } ?? nil
        }
        return ToldRows(rows: rows, safe: safe, documents: documents, people: people, structures: structures)
    }

    private func entries(_ told: ToldRows, for person: SignedInPerson) throws -> [JournalEntry] {
        var titles: [DocumentID: String] = [:]
        if let safe = told.safe, !told.documents.isEmpty {
            let fields = try key(of: safe).fields
            for record in told.documents {
                titles[record.id] = try unlessDamaged {
                    try fields.openText(record.title, at: DocumentRecord.address("title", of: record.id))
                }
            }
        }
        return try told.rows.map { try entry($0, for: person, told, titles: titles) }
    }

    private func entry(
        _ row: AuditRow, for person: SignedInPerson, _ told: ToldRows, titles: [DocumentID: String]
    ) throws -> JournalEntry {
        let kind = AuditEvent.Kind(rawValue: row.kind)
        let result = AuditEvent.Result(rawValue: row.result)
        let document = row.item.flatMap { DocumentID(bytes: $0) }
        let details = try unlessDamaged { try journal.details(of: row) }
        if kind == nil || result == nil || details == nil {
            logger.critical("An event of the journal is damaged", metadata: ["sequence": .stringConvertible(row.sequence)])
        }
        let structure = row.structure.flatMap { StructureID(bytes: $0) }.flatMap { told.structures[$0] }
        return JournalEntry(
            sequence: row.sequence,
            moment: Moment(milliseconds: row.at),
            kind: kind,
            result: result ?? .failed,
            isDamaged: kind == nil || result == nil || details == nil,
            doer: JournalDoer(
                row, reader: person.account, name: row.actor.flatMap { AccountID(bytes: $0) }.flatMap { told.people[$0] }),
            structureName: structure,
            audienceName: details?[.audience].flatMap { AccountID($0) }.map { told.people[$0] ?? "" },
            document: document,
            title: document.flatMap { titles[$0] },
            reason: details?[.reason].flatMap(FailureCode.init(rawValue:)),
            details: details ?? [:]
        )
    }

    /// Nil where this one thing is damaged, so that the others are shown all the same.
    func unlessDamaged<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let failure as VaultFailure where failure.kind == .damaged {
            return nil
        }
    }
}

/// A page of somebody's journal.
public struct JournalPage: Sendable {
    /// Entries of a page.
    public static let size = 50

    public let entries: [JournalEntry]
    /// From 1.
    public let page: Int
    /// Entries of all pages.
    public let total: Int

    /// How many pages there are, one at least.
    public var pageCount: Int { max(1, (total + Self.size - 1) / Self.size) }
}

/// One event as its reader sees it.
public struct JournalEntry: Sendable, Equatable {
    public let sequence: Int64
    public let moment: Moment
    /// What happened; nil where the line does not tell any more.
    public let kind: AuditEvent.Kind?
    public let result: AuditEvent.Result
    /// Whether the line, or a part of it, cannot be read any more.
    public let isDamaged: Bool
    public let doer: JournalDoer
    /// The structure through which it was done, or that it concerns.
    public let structureName: String?
    /// The professional whom it concerns; empty where the account is gone.
    public let audienceName: String?
    /// The thing it was done to, where it has the form of a document's id; it need not exist any more.
    public let document: DocumentID?
    /// The title that the document has now; nil where it is gone.
    public let title: String?
    /// Why it was refused or failed, where that is known.
    public let reason: FailureCode?
    public let details: [AuditEvent.Detail: String]
}

/// Who did it, seen from the reader of the journal.
public enum JournalDoer: Sendable, Equatable {
    /// The reader.
    case you
    /// The operating staff.
    case `operator`
    /// The service by itself.
    case service
    /// Somebody who was not signed in.
    case stranger
    /// Somebody else with an account, by name; without one where the account is gone.
    case other(Role?, name: String?)

    init(_ row: AuditRow, reader: AccountID, name: String?) {
        switch row.actorKind {
        case "stranger": self = .stranger
        case "operator": self = .operator
        case "schedule": self = .service
        default: self = row.actor == reader.bytes ? .you : .other(Role(rawValue: row.actorKind), name: name)
        }
    }
}
