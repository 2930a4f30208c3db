import Engine
import NIOCore

/// The files of one form on their way into the safe, each with its own fate.
struct Deposits {
    let vault: Vault
    let place: Place
    let actor: Actor
    let context: WebContext

    /// On which terms they come in; the form says so before the first file. For the holder's own it says only whether
    /// they are sensitive.
    var terms = DepositTerms()

    /// Whose safe they go into.
    enum Place: Sendable {
        case own(SafeID)
        case person(AccountID)
    }

    /// What became of the files so far, in their order.
    private(set) var results: [UploadResultsPage.Result] = []
    private var current: (name: String, fate: Fate)?

    /// A file's way so far.
    private enum Fate {
        case arriving(DepositIntake)
        /// Refused already; `skipped` bytes of it have been read past since.
        case refused(VaultFailure, skipped: Int)
    }

    init(vault: Vault, place: Place, actor: Actor, context: WebContext) {
        self.vault = vault
        self.place = place
        self.actor = actor
        self.context = context
    }

    /// A file begins.
    mutating func begin(_ sentName: String, expected: Int) async {
        let name = SentFileName.cleaned(sentName)
        do {
            current = (name, .arriving(try await intake(expected)))
        } catch {
            current = (name, .refused(FailurePages.failure(for: error), skipped: 0))
        }
    }

    private func intake(_ expected: Int) async throws -> DepositIntake {
        switch place {
        case .own(let safe):
            try await vault.beginDeposit(
                in: safe, isSensitive: terms.isSensitive, by: actor, expectedLength: expected)
        case .person(let person):
            try await vault.beginDeposit(for: person, terms, by: actor, expectedLength: expected)
        }
    }

    /// The next bytes of it.
    ///
    /// - Throws: the file's failure once so much more came of a refused file that reading on helps nobody.
    mutating func append(_ bytes: ArraySlice<UInt8>) async throws {
        guard let (name, fate) = current else { return }
        switch fate {
        case .arriving(let intake):
            do {
                try await intake.append(ByteBuffer(bytes: bytes))
            } catch {
                current = (name, .refused(FailurePages.failure(for: error), skipped: 0))
            }
        case .refused(let failure, let skipped):
            guard skipped < vault.settings.documents.maxSize else { throw failure }
            current = (name, .refused(failure, skipped: skipped + bytes.count))
        }
    }

    /// The file is complete.
    mutating func end() async {
        guard let (name, fate) = current else { return }
        current = nil
        switch fate {
        case .arriving(let intake): await keep(intake, name)
        case .refused(let failure, _): refuse(name, failure)
        }
    }

    /// The form broke off: of the file at hand nothing is kept.
    mutating func breakOff(_ failure: VaultFailure) async {
        guard let (name, fate) = current else { return }
        current = nil
        if case .arriving(let intake) = fate { await intake.abandon(failure.code) }
        refuse(name, failure)
    }

    private mutating func keep(_ intake: DepositIntake, _ name: String) async {
        do {
            let kept = try await intake.finish(fileName: name).document
            let outcome = UploadResultsPage.Outcome.kept(id: kept.id.text, title: kept.title)
            results.append(UploadResultsPage.Result(fileName: name, outcome: outcome))
        } catch {
            refuse(name, FailurePages.failure(for: error))
        }
    }

    private mutating func refuse(_ name: String, _ failure: VaultFailure) {
        FailurePages.log(failure, context)
        results.append(UploadResultsPage.Result(fileName: name, outcome: .refused(failure)))
    }
}
