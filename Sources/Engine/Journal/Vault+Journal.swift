import GRDB
import Logging

extension Vault {
    /// What happened to the person's account and safe, newest first (AUD-05). A line that cannot be read is shown as
    /// such; a title that cannot is left out, and the list of documents says that it is damaged.
    ///
    /// - Parameter page: from 1; a page that does not exist is empty.
    /// - Throws: `notFound`.
    public func journal(of person: SignedInPerson, page: Int) async throws -> JournalPage {
        try await require(.person(person), .readOwnJournal, on: .safe(SafeFacts(holder: person.account)))
        let page = min(max(page, 1), 1_000_000)
        let offset = (page - 1) * JournalPage.size
        let found = try await catalog.read { database in
            let rows = try JournalReading.rows(of: person.account, skipping: offset, limit: JournalPage.size, in: database)
            let safe = try person.safe.flatMap { try SafeRecord.find($0, in: database) }
            let items = Set(rows.compactMap { $0.item.flatMap { DocumentID(bytes: $0) } })
            let documents = try items.compactMap { item in
                try unlessDamaged { try DocumentRecord.find(item, in: database) } ?? nil
            }.filter { $0.safe == safe?.id }
            return (rows: rows, safe: safe, documents: documents, total: try JournalReading.count(of: person.account, in: database))
        }
        var titles: [DocumentID: String] = [:]
        if let safe = found.safe, !found.documents.isEmpty {
            let fields = try key(of: safe).fields
            for record in found.documents {
                titles[record.id] = try unlessDamaged {
                    try fields.openText(record.title, at: DocumentRecord.address("title", of: record.id))
                }
            }
        }
        return JournalPage(
            entries: try found.rows.map { try entry($0, for: person, titles: titles) },
            page: page,
            total: found.total
        )
    }

    private func entry(_ row: AuditRow, for person: SignedInPerson, titles: [DocumentID: String]) throws -> JournalEntry {
        let kind = AuditEvent.Kind(rawValue: row.kind)
        let result = AuditEvent.Result(rawValue: row.result)
        let document = row.item.flatMap { DocumentID(bytes: $0) }
        let details = try unlessDamaged { try journal.details(of: row) }
        if kind == nil || result == nil || details == nil {
            logger.critical("An event of the journal is damaged", metadata: ["sequence": .stringConvertible(row.sequence)])
        }
        return JournalEntry(
            sequence: row.sequence,
            moment: Moment(milliseconds: row.at),
            kind: kind,
            result: result ?? .failed,
            isDamaged: kind == nil || result == nil || details == nil,
            doer: JournalDoer(row, reader: person.account),
            document: document,
            title: document.flatMap { titles[$0] },
            reason: details?[.reason].flatMap(FailureCode.init(rawValue:)),
            details: details ?? [:]
        )
    }

    /// Nil where this one thing is damaged, so that the others are shown all the same.
    private func unlessDamaged<Value>(_ body: () throws -> Value) throws -> Value? {
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
    /// Somebody else with an account.
    case other(Role?)

    init(_ row: AuditRow, reader: AccountID) {
        switch row.actorKind {
        case "stranger": self = .stranger
        case "operator": self = .operator
        case "schedule": self = .service
        default: self = row.actor == reader.bytes ? .you : .other(Role(rawValue: row.actorKind))
        }
    }
}
