/// Who holds how much of the upload memory, and who may still ask for how much: the arithmetic of `UploadBudget`.
///
/// An upload of unknown length may grow to the largest document. If several half-filled uploads could fill the
/// memory, none of them could ever end. So growth is only granted where afterwards some order is left in which each
/// upload can get all that it may ask for and end (the banker's algorithm, with one resource).
struct UploadClaims: Sendable {
    /// Names one upload.
    struct Ticket: Hashable, Sendable { let number: UInt64 }

    private struct Claim {
        var held: Int
        let most: Int
        var missing: Int { most - held }
    }

    let capacity: Int
    private var claims: [Ticket: Claim] = [:]
    private var nextNumber: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    /// Bytes in use.
    var held: Int { claims.values.reduce(0) { $0 + $1.held } }

    /// Admits an upload that will never hold more than `most`, at most the capacity. It holds nothing yet.
    mutating func admit(most: Int) -> Ticket {
        nextNumber += 1
        let ticket = Ticket(number: nextNumber)
        claims[ticket] = Claim(held: 0, most: min(most, capacity))
        return ticket
    }

    /// Takes the upload out and frees what it held.
    mutating func release(_ ticket: Ticket) { claims[ticket] = nil }

    /// Bytes that this upload holds.
    func held(by ticket: Ticket) -> Int { claims[ticket]?.held ?? 0 }

    /// The most that this upload may hold.
    func most(of ticket: Ticket) -> Int { claims[ticket]?.most ?? 0 }

    /// Lets the upload hold `bytes` in all, if every other one can still end after that.
    ///
    /// - Returns: whether it does.
    mutating func grow(_ ticket: Ticket, to bytes: Int) -> Bool {
        guard var claim = claims[ticket], bytes <= claim.most else { return false }
        let before = claim
        claim.held = max(claim.held, bytes)
        claims[ticket] = claim
        if everyoneCanEnd { return true }
        claims[ticket] = before
        return false
    }

    private var everyoneCanEnd: Bool {
        var free = capacity - held
        guard free >= 0 else { return false }
        for claim in claims.values.filter({ $0.held > 0 }).sorted(by: { $0.missing < $1.missing }) {
            guard claim.missing <= free else { return false }
            free += claim.held
        }
        return true
    }
}
