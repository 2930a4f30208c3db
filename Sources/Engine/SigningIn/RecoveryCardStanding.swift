import GRDB

/// How it stands with a person's own recovery card, and what a change of it needs beside the password.
public struct RecoveryCardStanding: Sendable, Equatable {
    /// When the card was made; nil where there is none.
    public let madeAt: Moment?
    /// From when on a card that was made with the password alone takes second factors away; nil for any other card, and
    /// where the card takes none.
    public let takesFactorsFrom: Moment?
    /// What a new card needs, or the end of the present one.
    public let needs: Need

    /// Until when the card takes no second factor away; nil where it does so at `now`, or never will.
    public func rests(at now: Moment) -> Moment? { takesFactorsFrom.flatMap { $0 > now ? $0 : nil } }

    /// What is asked for beside the password.
    public enum Need: Sendable, Equatable {
        /// Nothing: there is no second factor, or it was proven in this session within the last minutes.
        case nothing
        /// The second factor, or else the new card takes second factors away only after the time of the settings.
        case factorOrTime
        /// The second factor: nobody voids a card that was made with it by the password alone.
        case factor
    }
}

extension RecoveryCardStanding {
    /// That of a person who is signed in.
    ///
    /// - Parameter delay: how old a card must be that was made with the password alone.
    static func find(
        _ person: SignedInPerson, delay: Duration, now: Moment, in database: Database
    ) throws -> RecoveryCardStanding {
        let card = try RecoveryCardRecord.find(person.account, in: database)
        let hasFactor = try StepUp.hasFactor(person, now: now, in: database)
        return RecoveryCardStanding(
            madeAt: card?.madeAt,
            takesFactorsFrom: person.role == .beneficiary ? card?.takesFactorsFrom(after: delay) : nil,
            needs: hasFactor ? .nothing : card?.isHeld == true ? .factor : .factorOrTime)
    }
}

extension RecoveryCardRecord {
    /// Whether it works and was made with everything that protects the account: then the password alone does not void
    /// it.
    var isHeld: Bool { isProven && tries < CardPIN.mostTries }

    /// From when on it takes second factors away; nil where it does from the beginning.
    func takesFactorsFrom(after delay: Duration) -> Moment? { isProven ? nil : madeAt + delay }

    /// Whether it takes second factors away now.
    func takesFactors(after delay: Duration, now: Moment) -> Bool {
        takesFactorsFrom(after: delay).map { $0 <= now } ?? true
    }
}

extension StepUp {
    /// The password, and the second factor where the account has one. A holder whose second factor is out of reach may
    /// go without it, where no card is lost by that: theirs is the only way back of their own.
    ///
    /// - Parameter withoutFactor: whether the person asks for a card that is made with the password alone.
    /// - Returns: whether both were proven, or there is no second factor.
    /// - Throws: `confirmationNeeded`; `factorNeeded`.
    static func requireForCard(
        _ person: SignedInPerson, withoutFactor: Bool, now: Moment, in database: Database
    ) throws -> Bool {
        try require(person, now: now, in: database)
        guard try !hasFactor(person, now: now, in: database) else { return true }
        guard withoutFactor, try RecoveryCardRecord.find(person.account, in: database)?.isHeld != true else {
            throw VaultFailure(.factorNeeded)
        }
        return false
    }
}
