/// Whether the people who use the service can read who answers for it, and whom to ask about their data (GDP-04, GDP-08).
enum TextFindings {
    /// What is left to do for each fact that the texts leave out, which no package can know; nothing where the settings cannot be read.
    static func all(_ places: Places, config: String) -> [Finding] {
        let asked = [
            (
                places.provider, "texts.provider", "the texts do not say who answers for the service",
                "name and address, as people read them"
            ),
            (
                places.privacyContact, "texts.dpo-contact",
                "the texts do not say how the data protection officer is reached", "a name with an address or a number"
            ),
        ]
        return asked.compactMap { value, key, missing, example in
            guard let value, value.isEmpty else { return nil }
            return Finding(
                .note, "\(key) is empty: \(missing)",
                hint: "write \(example) into \(key) in \(config), then: vaultctl reload")
        }
    }
}
