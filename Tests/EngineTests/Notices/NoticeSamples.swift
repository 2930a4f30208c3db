import Foundation
import Logging
import Synchronization
import TestSupport

@testable import Engine

/// Words that show what they were made of.
struct PlainWords: NoticeRenderer {
    var senderName = "Coffre d’essai"

    func text(
        _ purpose: NoticePurpose, values: [NoticeValue: String], language: String, channel: Notice.Channel
    ) -> NoticeText {
        let told = values.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue)=\($0.value)" }
        return NoticeText(
            subject: channel == .email ? purpose.rawValue : "", body: ([purpose.rawValue] + told).joined(separator: " "))
    }
}

extension NoticeDelivery {
    /// One that on a busy machine too ends with all that is due handed over.
    static func patient(_ vault: Vault) -> NoticeDelivery {
        var delivery = NoticeDelivery(vault, renderer: PlainWords())
        delivery.longestDrain = .seconds(600)
        return delivery
    }
}

extension RenderedNotice {
    /// A message for trials.
    static func sample(
        _ body: String = "Votre code : 123456", subject: String = "Votre code à vous",
        to recipient: String = "awa@example.org",
        from sender: String = "Coffre"
    ) -> RenderedNotice {
        RenderedNotice(
            id: NoticeID(), recipient: recipient, text: NoticeText(subject: subject, body: body), senderName: sender,
            writtenAt: Moment(seconds: 1_795_000_000))
    }
}

/// What comes of an attempt that its time limit ends: the limit is short, and longer as long as a busy machine did not
/// even get to what the test is about.
func ended<Ending>(
    after limits: [Duration] = [.seconds(1), .seconds(8), .seconds(60)], gotThere: (Ending) -> Bool,
    _ attempt: (Duration) async throws -> Ending
) async rethrows -> Ending {
    var ending = try await attempt(limits[0])
    for limit in limits.dropFirst() where !gotThere(ending) { ending = try await attempt(limit) }
    return ending
}

/// A folder of a test's own.
struct OwnFolder {
    let path: String

    static func with<Value>(_ body: (OwnFolder) async throws -> Value) async throws -> Value {
        let folder = OwnFolder(path: FileManager.default.temporaryDirectory.path + "/post-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return try await body(folder)
    }

    /// Writes a file that only its owner reads.
    func write(_ text: String, _ name: String) throws -> String {
        let file = path + "/" + name
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    /// Names of its files.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Keeps what is logged, with all its values.
final class LogLines: Sendable {
    let lines = Mutex<[String]>([])

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }
    var all: String { lines.withLock { $0.joined(separator: "\n") } }

    struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }
}
