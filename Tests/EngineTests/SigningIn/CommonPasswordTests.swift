import Testing

@testable import Engine

struct CommonPasswordTests {
    @Test(arguments: [
        "Password123!", "P@ssw0rd2026", "Motdepasse1!", "Mot-De-Passe-2024", "Azertyuiop12", "Qwertyuiop1!",
        "1234Soleil5678",
        "Soleil2027!!", "SoleilSoleil1", "AbcdefGhij12", "Abdoulaye.Allah1".replacing("Abdoulaye.", with: "Allah"),
        "!!Doudou2024!!", "Élodie123456", "Qsdfghjklm99", "Marseille1993!", "Mlkjhgfdsq01", "ÀzertyÛiop77",
    ])
    func `what is guessed first is refused, in whatever dress`(password: String) {
        #expect(CommonPasswords.contains(password))
    }

    @Test(arguments: [
        "Trois petits Chats 7", "Le vélo bleu de 1987", "xK7-pq2M-ruz9", "Tramway8Carotte", "Пароль Длинный 42",
        "Quatre grands Chiens 8", "Kaleidoskop 77 Werkstatt",
    ])
    func `what nobody guesses first is let through`(password: String) {
        #expect(!CommonPasswords.contains(password))
    }

    @Test func `more than ten thousand common passwords are refused, each with every common ending`() {
        let endings = ["1", "12", "123", "1234", "12345", "123456", "!", "1!", "2024", "2025", "2026", "@123", "01", "007"]
        var refused = 0
        for word in CommonPasswords.words {
            for ending in endings where CommonPasswords.contains(word.prefix(1).uppercased() + word.dropFirst() + ending) {
                refused += 1
            }
        }
        #expect(CommonPasswords.words.count >= 1200)
        #expect(refused == CommonPasswords.words.count * endings.count)
        #expect(refused >= 10_000)
    }

    @Test func `every word stands in the form that it is compared in`() {
        for word in CommonPasswords.words { #expect(CommonPasswords.fold(word) == word) }
    }
}

/// Properties of the policy over generated passwords.
struct PasswordPolicyTests {
    private let policy = PasswordPolicy(minimumLength: 12)

    private func isGood(_ password: String, names: [String] = [], birthDate: String? = nil) -> Bool {
        do {
            try policy.check(password, against: names, birthDate: birthDate)
            return true
        } catch {
            return false
        }
    }

    private func random(_ count: Int, of alphabet: String) -> String {
        String((0..<count).map { _ in alphabet.randomElement() ?? "x" })
    }

    @Test func `nothing shorter than the minimum is ever good, and nothing without one of the three sorts`() {
        for _ in 0..<500 {
            #expect(!isGood(random(Int.random(in: 0...11), of: "abcdefXYZWV1234567!?éàç ")))
            #expect(!isGood(random(Int.random(in: 12...40), of: "abcdefgh1234567!?")))
            #expect(!isGood(random(Int.random(in: 12...40), of: "ABCDEFGH1234567!?")))
            #expect(!isGood(random(Int.random(in: 12...17), of: "abcdefghABCDEFGH")))
        }
    }

    @Test func `random passwords with all three sorts are good`() {
        for _ in 0..<500 {
            let password =
                random(9, of: "bcdfghjkmnpqrstvwxz") + random(3, of: "BCDFGHJKLMNPQRSTVWXZ") + random(3, of: "23456789")
            #expect(isGood(String(password.shuffled())) || Set(password.lowercased()).count < 5)
        }
    }

    @Test(arguments: [
        ("cheval correct pile agrafe lampe", true), ("قطة شجرة بحر قلم مفتاح سماء", true),
        ("один два три четыре пятница", true),
        ("chat chat chat chat chat chat", false), ("un de la il et ou si ni", false), ("quatre mots bien longs", false),
        ("soleil lune étoile nuage pluie", true), ("maison-jardin-porte-table-chaise", true),
    ])
    func `five different words are good without capitals and figures`(phrase: String, good: Bool) {
        #expect(isGood(phrase) == good)
    }

    @Test(arguments: [
        "Depuis 1957-11-23 Oui", "Depuis 23.11.1957 Oui", "Depuis 11/1957 Oui", "Depuis 571123 Oui", "Né 231157 Voilà",
        "Depuis ١٩٥٧١١٢٣ Oui", "Depuis 32117591 Oui", "Un 1957 11 Deux", "Le 23-1957 Oui",
    ])
    func `the birth date is found in any order, figures and direction`(password: String) {
        #expect(isGood(password))
        #expect(!isGood(password, birthDate: "1957-11-23"))
    }

    @Test(arguments: [
        "Zut Élodie est là 7", "Zut elodie est là 7", "Zut eidole est là 7", "Zut E-L-O-D-I-E 77", "Zut Ben Youssef 77",
        "Zut benyoussef 77 x", "Zut youssef là 7 ça", "Entrée el.by 77 zut",
    ])
    func `the own name is found with other letters, cut, joined and backwards`(password: String) {
        #expect(isGood(password))
        #expect(!isGood(password, names: ["el.by", "Élodie", "Ben Youssef"]))
    }

    @Test func `a name of two letters forbids nothing`() {
        #expect(isGood("Tramway8Carotte li", names: ["Li"]))
    }

    @Test(arguments: [(Role.beneficiary, 9, 9), (.professional, 9, 14), (.manager, 9, 14)])
    func `staff have a length of their own`(role: Role, beneficiaries: Int, expected: Int) {
        var settings = Settings.SigningIn()
        settings.minimumPasswordLength = beneficiaries
        settings.minimumStaffPasswordLength = 14
        #expect(settings.minimumPasswordLength(of: role) == expected)
    }
}
