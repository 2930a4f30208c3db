@testable import Engine
import Foundation

/// Prints the nanoseconds of processor time that one decision of the policy takes, over every action on a shared
/// document, for a professional who follows its holder through three structures.
@main struct PolicyBench {
    static func main() {
        let person = SignedInPerson(
            account: AccountID(), role: .professional, language: "fr", safe: nil,
            session: SessionReference(digest: []), source: RequestSource(address: "192.0.2.1"))
        let structures = Set((0..<3).map { _ in StructureID() })
        let relation = SafeRelation(structures: structures, mandated: Set(MandateAct.allCases))
        let resource = Resource.document(
            SafeFacts(holder: AccountID(), relation: relation), DocumentFacts(isShared: true, isOwnDeposit: true))
        let actions = Action.allCases
        let begin = processorSeconds()
        var (decisions, allowed) = (0, 0)
        while processorSeconds() - begin < 2 {
            for _ in 0..<1000 {
                for action in actions where AccessPolicy.allows(.person(person), action, on: resource) { allowed += 1 }
            }
            decisions += 1000 * actions.count
        }
        precondition(allowed > 0)
        print(Int((processorSeconds() - begin) * 1e9) / decisions)
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
