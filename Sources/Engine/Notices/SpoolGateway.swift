import Foundation

/// Sends SMS by smstools: a file for each message in the folder that smsd watches. Given over when the file lies there.
struct SpoolGateway: NoticeCarrier {
    private let settings: Settings.SMS

    init(_ settings: Settings.SMS) { self.settings = settings }

    func obstacle() -> String? {
        FileManager.default.isWritableFile(atPath: settings.spool) ? nil : "the spool folder cannot be written"
    }

    func carry(_ message: RenderedNotice) -> CarriedNotice {
        do {
            // Named after the message: a second file of it cannot lie beside the first.
            try SpoolFile.place(Self.content(message), named: "vaultd-\(message.id.text)", in: settings.spool)
            return CarriedNotice(.sent, "in the spool folder")
        } catch let failure as VaultFailure {
            return CarriedNotice(.retry(.misconfigured), "\(failure.code.rawValue)")
        } catch {
            return CarriedNotice(.retry(.misconfigured), "\(type(of: error))")
        }
    }

    /// The form of smstools 3.1.16 and later: the number without its plus sign, the text as UTF-8 where the GSM alphabet
    /// can write it, and as UCS-2 otherwise.
    static func content(_ message: RenderedNotice) -> [UInt8] {
        let text = SMSText(message.text.body)
        let head = "To: \(message.recipient.drop { $0 == "+" })\nAlphabet: \(text.isGSM ? "UTF-8" : "UCS")\n\n"
        return Array(head.utf8) + (text.isGSM ? Array(text.text.utf8) : text.ucs2)
    }
}
