import GRDB

extension Vault {
    /// How many questions there are to choose from; none where the operator has not switched them on.
    public var secretQuestions: Int { settings.signingIn.secretQuestion ? SecretQuestion.count : 0 }

    /// Whether the person has chosen a question.
    public func hasSecretQuestion(_ person: SignedInPerson) async throws -> Bool {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read { try SecretQuestion.find(person.account, in: $0) != nil }
    }

    /// Chooses a question and its answer.
    ///
    /// - Throws: `notFound` where there are none; `confirmationNeeded`; `fieldUnusable` for an answer of fewer than four
    ///   letters or figures; `busy`.
    public func setSecretQuestion(_ question: Int, answer: SecretText, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        guard (0..<secretQuestions).contains(question) else { throw VaultFailure(.notFound) }
        guard SecretQuestion.folded(answer).count >= SecretQuestion.shortest else {
            throw VaultFailure(.fieldUnusable, ["field": "answer", "reason": "it is too short"])
        }
        try await catalog.read { try StepUp.require(person, now: clock.now(), in: $0) }
        let hash = try await passwords.hash(SecretQuestion.phrase(question, answer))
        let place = FieldAddress(table: "secret_question", column: "question", row: person.account.bytes)
        let sealed = try keys.directory.seal(text: String(question), at: place)
        try await change { database in
            try StepUp.require(person, now: clock.now(), in: database)
            try SecretQuestion.set(hash, question: sealed, of: person.account, at: clock.now(), in: database)
            try journal.record(AuditEvent(.secretQuestionSet, owner: person.account), by: .person(person), in: database)
            try tellOfChange(person.account, in: database)
        }
    }

    /// Removes the question.
    ///
    /// - Throws: `confirmationNeeded`; `notFound` where there is none.
    public func removeSecretQuestion(of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            try StepUp.require(person, now: clock.now(), in: database)
            guard try SecretQuestion.delete(person.account, in: database) else { throw VaultFailure(.notFound) }
            try journal.record(AuditEvent(.secretQuestionRemoved, owner: person.account), by: .person(person), in: database)
            try tellOfChange(person.account, in: database)
        }
    }

    /// Somebody answers the secret question. What comes back is the same for a right and a wrong answer and for a name
    /// that nobody has; after a right one, and three days in which the holder can stop it, the browser may choose a new
    /// password.
    ///
    /// - Parameters:
    ///   - linkBase: what stands before the secret of the link that stops it.
    ///   - device: the token by which the browser is known from earlier: strangers' answers do not count against it.
    /// - Throws: `notFound` where questions are switched off; `codesUsedUp` for the source; `busy`.
    public func answerSecretQuestion(
        _ question: Int, answer: SecretText, loginName: String, linkBase: String, source: RequestSource,
        device: String? = nil
    ) async throws -> SecretText {
        guard (0..<secretQuestions).contains(question) else { throw VaultFailure(.notFound) }
        let name = LoginName(typed: loginName)
        let index = try name.index(keys.index)
        let (account, hash, highest, isAllowed) = try await catalog.write { database in
            let account = try FoundAccount.find(login: index, in: database)
            let hash = try account.flatMap { try SecretQuestion.find($0.id, in: database) }
            let known = try account.flatMap { try self.device(device, of: $0.id, in: database) }
            let subject = try known.map {
                try keys.index.value(
                    column: "attempt.answers-device", of: name.text + "\n" + Hex.encode($0.reference.digest))
            }
            let strangers = try keys.index.value(column: "attempt.answers", of: name.text)
            let highest = try SecretQuestion.highestCost(in: database)
            return (account, hash, highest, try countAnswer(subject ?? strangers, source, in: database))
        }
        let isRight = try await passwords.verify(
            SecretQuestion.phrase(question, answer), against: hash, among: highest)
        let proven = isRight && isAllowed && account?.mayEnter == true ? account?.id : nil
        let token = try ResetToken()
        let browser = try token.digest()
        let secret = Hex.encode(try OneTimeSecrets.bytes(16))
        let veto = try oneTimeSecrets().mark(Array(secret.utf8), for: .veto)
        try await catalog.write { database in
            let now = clock.now()
            let opensAt = now + SecretQuestion.delay
            // The question may have been taken away while the answer was judged.
            let found = try SecretQuestion.find(proven ?? AccountID(), in: database) == hash ? proven : nil
            try CredentialResetRecord(
                browser: browser, account: found, way: .question, mark: veto, provenAt: now, opensAt: opensAt,
                endsAt: opensAt + SecretQuestion.life, tries: 0
            ).save(in: database)
            let event = AuditEvent(
                found == nil ? .resetRefused : .resetAsked, found == nil ? .refused : .ok, owner: account?.id,
                details: [.method: ResetWay.question.rawValue])
            try journal.record(event, by: .stranger(source), in: database)
            guard let found else { return }
            let values: [NoticeValue: String] = [.moment: NoticeValue.text(opensAt), .link: linkBase + secret]
            try outbox.notify(found, .questionReset, values: values, in: database)
        }
        return SecretText(token.text)
    }

    /// Three answers a day for one name, known or not, and as many in each browser that the account knows.
    private func countAnswer(_ subject: [UInt8], _ source: RequestSource, in database: Database) throws -> Bool {
        let now = clock.now()
        let day = now - LockoutRules.memory
        let here = try keys.index.value(column: "attempt.answer-source", of: NetworkPrefix.of(source.address))
        let most = ResetRequest.mostPerSource
        guard try Attempts.earliest(ofLast: most, here, since: day, in: database) == nil else {
            throw VaultFailure(.codesUsedUp)
        }
        let isFree =
            try Attempts.earliest(
                ofLast: CredentialResetRecord.mostADay, subject, since: day, in: database) == nil
        try Attempts.add(here, at: now, in: database)
        if isFree { try Attempts.add(subject, at: now, in: database) }
        return isFree
    }
}
