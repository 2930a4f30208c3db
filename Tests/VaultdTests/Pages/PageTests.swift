import Engine
import Foundation
import Testing

@testable import vaultd

struct PageTests {
    let renderer: Renderer
    let samples = SamplePages()

    init() throws { renderer = try SourceResources.renderer() }

    private func english(_ page: some Page, signedIn: Bool = true) throws -> String {
        let language = try #require(renderer.languages["en"])
        return page.render(with: renderer, chrome: samples.chrome(language, signedIn: signedIn)).text
    }

    @Test func `a refused sign-in keeps the identifier but never a password`() throws {
        let page = SignInPage(identifier: "amina", failure: VaultFailure(.signInRefused))
        let html = try english(page, signedIn: false)
        #expect(html.contains("name=\"identifier\" value=\"amina\""))
        #expect(html.contains("The identifier or the password is not right."))
        #expect(!html.contains(/type="password"[^>]*value=/))
    }

    @Test func `the deletion page says when the last copies die`() throws {
        let html = try english(DeleteDocumentPage(document: samples.papers[0], backupDays: 5))
        #expect(html.contains("Backup copies disappear within 5 days."))
        #expect(html.contains("action=\"/documents/\(samples.papers[0].id)/delete\""))
    }

    @Test func `each refused file is named with its reason`() throws {
        let html = try english(
            UploadResultsPage(results: [.init(fileName: "a.exe", outcome: .refused(VaultFailure(.virusFound)))])
        )
        #expect(html.contains("<bdi>a.exe</bdi>"))
        #expect(html.contains("This file contains a virus."))
        #expect(html.contains("1 file was not accepted."))
    }

    @Test(arguments: FailureCode.allCases)
    func `no failure page is a dead end`(code: FailureCode) throws {
        let failure = VaultFailure(code)
        let html = try english(FailurePage(failure: failure), signedIn: false)
        let main = try #require(html.firstMatch(of: /<main(?s:.*)<\/main>/)).output
        #expect(main.contains(failure.id))
        #expect(main.matches(of: /href="\/[a-z]/).count >= 2)
    }

    @Test func `a document that cannot be shown offers its download first`() throws {
        let html = try english(DocumentPage(document: samples.papers[3]))
        #expect(!html.contains("/content\""))
        #expect(html.contains("button main wide\" href=\"/documents/\(samples.papers[3].id)/download\""))
    }

    @Test func `no form is offered without a token`() throws {
        var chrome = samples.chrome(renderer.languages.standard, signedIn: false)
        chrome.csrf = nil
        let page = FailurePage(failure: VaultFailure(.serviceLocked))
        #expect(!page.render(with: renderer, chrome: chrome).text.contains("<form"))
    }

    @Test func `a public computer shows that one can finish`() throws {
        let chrome = samples.chrome(renderer.languages.standard, signedIn: true, publicComputer: true)
        let html = MyJournalPage(entries: []).render(with: renderer, chrome: chrome).text
        #expect(html.contains("J’ai fini</button>"))
    }

    @Test func `the journal is grouped by the reader's day`() throws {
        let entry = MyJournalPage.Entry(moment: Moment(seconds: 1_795_303_800), kind: .signedIn, doer: .you)
        var earlier = entry
        earlier.moment = entry.moment - .hours(1)
        let html = try english(MyJournalPage(entries: [entry, earlier]))
        #expect(html.matches(of: /class="day"/).count == 2)
    }

    @Test func `the journal says when a session ended by itself, and how often where one line stands for many`() throws {
        let ended = Moment(seconds: 1_795_303_800)
        var entry = MyJournalPage.Entry(
            moment: ended + .days(2), kind: .sessionEnded, doer: .service, endedAt: ended)
        let language = try #require(renderer.languages["en"])
        let when = language.dateAndTime(ended)
        #expect(when != language.dateAndTime(entry.moment))
        #expect(try english(MyJournalPage(entries: [entry])).contains("That was on \(when)."))
        entry.times = 21
        #expect(try english(MyJournalPage(entries: [entry])).contains("21 times in all. The last time was on \(when)."))
        entry.kind = .signedOut
        #expect(try !english(MyJournalPage(entries: [entry])).contains("21 times"))
    }

    @Test func `nothing can be chosen while deposits are closed`() throws {
        var page = DocumentsPage(used: 0, quota: 1, maxSize: 1, total: 0, entries: [])
        let open = try english(page)
        #expect(open.contains("type=\"file\""))
        page.depositsClosed = VaultFailure(.signaturesMissing)
        let closed = try english(page)
        #expect(!closed.contains("type=\"file\""))
    }
}
