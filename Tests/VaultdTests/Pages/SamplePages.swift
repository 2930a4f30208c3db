import Engine
import Foundation

@testable import vaultd

/// Every page in its interesting states, for tests that look at all of them.
struct SamplePages {
    let now = Moment(seconds: 1_795_363_200)

    var all: [(name: String, page: any Page, signedIn: Bool)] {
        [
            ("sign-in", SignInPage(), false),
            (
                "sign-in-refused",
                SignInPage(identifier: "amina", publicComputer: true, failure: VaultFailure(.signInRefused)), false
            ),
            (
                "sign-in-delayed",
                SignInPage(failure: VaultFailure(.signInDelayed, ["minutes": "2"]), returnTo: "/documents"), false
            ),
            ("signed-out", SignedOutPage(endedByItself: true), false),
            ("password-first", PasswordPage(minimumLength: 12, isFirst: true), true),
            (
                "password-weak",
                PasswordPage(
                    minimumLength: 12, failure: VaultFailure(.passwordTooWeak, ["minimum": "12"]), differs: true), true
            ),
            ("documents", documents(paging: Paging(page: 1, count: 3)), true),
            ("documents-deleted", documents(done: .deleted(goneBy: now + .days(5))), true),
            ("documents-empty", empty(), true),
            ("documents-closed", empty(closed: VaultFailure(.signaturesMissing)), true),
            ("document-photo", DocumentPage(document: papers[0]), true),
            ("document-sheet", DocumentPage(document: papers[3]), true),
            (
                "rename",
                RenameDocumentPage(
                    document: papers[1], typed: "", failure: VaultFailure(.titleUnusable, ["limit": "200"])), true
            ),
            ("delete", DeleteDocumentPage(document: papers[1], backupDays: 5), true),
            ("results", results, true),
            ("journal", journal, true),
            ("journal-empty", MyJournalPage(entries: []), true),
            (
                "help",
                HelpPage(maxSize: 50 << 20, backupDays: 5, idleMinutes: 20, publicIdleMinutes: 5, journalDays: 365),
                false
            ),
            ("terms", OfficialTextPage(text: officialText, direction: .leftToRight, versions: ["2", "1"]), false),
            (
                "accept-terms",
                AcceptTermsPage(text: officialText, direction: .leftToRight, isNewVersion: true, returnTo: "/documents"),
                true
            ),
            ("not-found", FailurePage(failure: VaultFailure(.notFound)), true),
            ("busy", FailurePage(failure: VaultFailure(.busy)), true),
            ("locked", FailurePage(failure: VaultFailure(.serviceLocked)), false),
            ("fault", FailurePage(failure: VaultFailure(.fault)), false),
        ]
    }

    /// A text with one of each piece.
    var officialText: OfficialText {
        OfficialText(
            kind: .terms, version: "2", language: "fr", title: "Conditions d’utilisation",
            blocks: [.heading("Ce que c’est"), .paragraph("Un coffre <à> vous."), .list(["un", "deux"])],
            digest: [UInt8](repeating: 1, count: 32))
    }

    var papers: [DocumentView] {
        [
            paper("Carte d’identité recto", "image/jpeg", 1_834_221, days: 0, showable: true),
            paper("Attestation de domiciliation CCAS", "application/pdf", 284_002, days: 1, showable: true),
            paper("Lettre à la CAF", "application/vnd.oasis.opendocument.text", 31_744, days: 12),
            paper(
                "بطاقة الإقامة \"2026\" <b>", "text/csv", 812, days: 21,
                origin: .other("Claire, Maison des solidarités")),
            paper(String(repeating: "Attestationtreslongue", count: 8), "application/zip", 40 << 20, days: 330),
        ]
    }

    private func paper(
        _ title: String, _ type: String, _ size: Int, days: Int, showable: Bool = false,
        origin: DocumentView.Origin = .you
    ) -> DocumentView {
        DocumentView(
            id: String(repeating: "0f", count: 16), title: title, mediaType: type, size: size,
            depositedAt: now - .days(days), origin: origin, isShowable: showable
        )
    }

    private func documents(paging: Paging = .single, done: DocumentsPage.Done? = nil) -> DocumentsPage {
        DocumentsPage(
            used: 44 << 20, quota: 600 << 20, maxSize: 50 << 20, total: 6,
            entries: papers.map { .whole($0) } + [.damaged(size: 4096, depositedAt: now - .days(400))], paging: paging,
            done: done
        )
    }

    private func empty(closed: VaultFailure? = nil) -> DocumentsPage {
        DocumentsPage(used: 0, quota: 600 << 20, maxSize: 50 << 20, total: 0, entries: [], depositsClosed: closed)
    }

    private var results: UploadResultsPage {
        UploadResultsPage(results: [
            .init(fileName: "IMG_2041.jpg", outcome: .kept(id: "0f", title: "IMG_2041")),
            .init(fileName: "facture.pdf.exe", outcome: .refused(VaultFailure(.typeNotAccepted))),
            .init(fileName: "film.png", outcome: .refused(VaultFailure(.documentTooLarge, ["limit": "52428800"]))),
            .init(fileName: "dossier.docx", outcome: .refused(VaultFailure(.virusFound))),
        ])
    }

    private var journal: MyJournalPage {
        let id = String(repeating: "0f", count: 16)
        return MyJournalPage(
            entries: [
                .init(moment: now, kind: .documentViewed, doer: .you, title: "Carte d’identité recto", documentID: id),
                .init(
                    moment: now - .minutes(4), kind: .documentDeposited, doer: .you, title: "Carte d’identité recto",
                    documentID: id),
                .init(
                    moment: now - .minutes(9), kind: .documentRefused, result: .refused, doer: .you, reason: .virusFound
                ),
                .init(moment: now - .minutes(12), kind: .signedIn, doer: .you),
                .init(moment: now - .days(1), kind: .signInFailed, result: .refused, doer: .unknown),
                .init(moment: now - .days(1), kind: .documentDeleted, doer: .you, title: "Vieux bail"),
                .init(moment: now - .days(1), kind: .sessionEnded, doer: .service, endedAt: now - .days(3)),
                .init(moment: now - .days(1), kind: .sessionEnded, doer: .service, endedAt: now - .days(3), times: 21),
                .init(moment: now - .days(3), kind: .accountAdded, doer: .staff),
                .init(moment: now - .days(3), kind: nil, result: .failed, isDamaged: true, doer: .unknown),
            ],
            paging: Paging(page: 2, count: 3)
        )
    }

    /// The frame around a sample.
    func chrome(_ language: Language, signedIn: Bool, publicComputer: Bool = false) -> Chrome {
        Chrome(
            language: language, serviceName: "Coffre-fort numérique", path: "/documents", csrf: "token",
            person: signedIn ? "Amina D." : nil, banners: signedIn ? [.testSignatures] : [],
            publicComputer: publicComputer, idleSeconds: signedIn ? 1200 : nil, now: now
        )
    }
}

/// The resources of this source tree.
enum SourceResources {
    /// The folder, found from this file.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/vaultd/Resources").path

    /// A renderer over it, made once for all tests: it is a value that never changes.
    static func renderer() throws -> Renderer { try made.get() }

    private static let made = Result<Renderer, any Error> {
        guard let zone = TimeZone(identifier: "Europe/Paris") else { throw VaultFailure(.fault) }
        return try Renderer(resources: folder, defaultLanguage: "fr", zone: zone)
    }
}
