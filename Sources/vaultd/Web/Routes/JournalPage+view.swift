import Engine

extension MyJournalPage {
    /// A page of the reader's journal.
    init(_ journal: JournalPage, _ choice: JournalChoice) {
        self.init(
            entries: journal.entries.map { Entry($0) },
            paging: Paging(page: min(journal.page, journal.pageCount), count: journal.pageCount),
            choice: choice)
    }
}

extension MyJournalPage.Entry {
    /// An event as its reader sees it.
    init(_ entry: JournalEntry) {
        self.init(
            moment: entry.moment,
            kind: entry.kind,
            result: entry.result,
            isDamaged: entry.isDamaged,
            doer: MyJournalPage.Doer(entry.doer),
            title: entry.title,
            documentID: entry.title == nil ? nil : entry.document?.text,
            reason: entry.reason,
            structure: entry.structureName,
            audience: entry.audienceName,
            purpose: entry.details[.purpose],
            endedAt: entry.details[.until].flatMap { Int64($0) }.map { Moment(milliseconds: $0) },
            times: entry.details[.count].flatMap { Int($0) }
        )
    }
}

extension MyJournalPage.Doer {
    /// Who did it, in the words of the page.
    init(_ doer: JournalDoer) {
        switch doer {
        case .you: self = .you
        case .operator: self = .staff
        case .service: self = .service
        case .stranger, .other(.beneficiary, _): self = .unknown
        case .other(_, let name?): self = .person(name)
        case .other(let role?, nil): self = .former(role)
        case .other(nil, nil): self = .gone
        }
    }
}
