import Engine
import Foundation
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import vaultd

struct LoggingTests {
    @Test func `a line of the journal has its fields, its priority and the id of its event`() {
        let line = JournalLine(
            level: .critical, message: "It is locked.", label: "vaultd",
            metadata: ["event": "serviceLocked", "failure": "abcd2345", "hb.request.id": "7"])
        #expect(
            line.fields == [
                "MESSAGE=It is locked.", "PRIORITY=2", "SYSLOG_IDENTIFIER=vaultd", "VAULT_PART=vaultd",
                "VAULT_EVENT=serviceLocked", "VAULT_FAILURE=abcd2345", "VAULT_HB_REQUEST_ID=7",
                "MESSAGE_ID=\(JournalEvent.serviceLocked.messageID)",
            ])
    }

    @Test func `every event has a message id of its own, 128 bits long`() {
        let ids = JournalEvent.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { Hex.decode($0)?.count == 16 })
    }

    @Test func `text from outside cannot forge a line`() {
        let line = PlainLogHandler.line(
            .info, "Answered.", ["name": "a\n2026-01-01T00:00:00Z critical forged"], at: Moment(seconds: 0))
        #expect(line == "1970-01-01T00:00:00Z info     Answered. name=a 2026-01-01T00:00:00Z critical forged")
    }

    @Test func `the level changes for every logger at once`() {
        let (logger, threshold) = LogSetup.logger(level: "error")
        var copy = logger
        copy[metadataKey: "a"] = "b"
        #expect(copy.logLevel == .error)
        threshold.current = .debug
        #expect(copy.logLevel == .debug && logger.logLevel == .debug)
    }

    @Test func `standard error is the journal only where systemd says so and it is true`() throws {
        #expect(!JournalStream.isStandardError(environment: [:]))
        #expect(!JournalStream.isStandardError(environment: ["JOURNAL_STREAM": "1:1"]))
        let error = try #require(FileStatus(descriptor: STDERR_FILENO))
        #expect(JournalStream.isStandardError(environment: ["JOURNAL_STREAM": "\(error.device):\(error.inode)"]))
    }

    @Test(arguments: [
        (Systemd.News.ready(status: "a\nb"), "READY=1\nSTATUS=a b"),
        (.extendStart(.seconds(30)), "EXTEND_TIMEOUT_USEC=30000000"),
        (.alive, "WATCHDOG=1"), (.stopping, "STOPPING=1\nSTATUS=Stopping"),
    ])
    func `news for systemd are assignments, one a line`(news: Systemd.News, text: String) {
        #expect(news.text == text)
    }

    @Test(arguments: FailureKind.allCases)
    func `whatever goes wrong has a status that is an error`(kind: FailureKind) {
        #expect((400..<600).contains(kind.status.code))
        #expect(kind.exitStatus != .ok)
    }
}
