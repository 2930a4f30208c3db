import Engine
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@testable import vaultd

/// The site over real TLS while the scanner is busy.
struct ServingUnderLoadTests {
    @Test func `eight scans at once leave the health page answering within a tenth of a second`() async throws {
        try await LiveSite.with { live in
            let person = try await live.box.beneficiary("awa")
            // Made before, for this takes the cooperative pool's time and not the scanner's.
            let paper = TestPaper.text(bytes: 24 << 20)
            let intakes = try await (0..<8).map { $0 }.asyncMap { _ in
                let intake = try await live.box.vault.beginDeposit(
                    in: person.safe, by: person.actor, expectedLength: paper.count)
                try await intake.append(paper)
                return intake
            }
            let scans = Task {
                try await withThrowingTaskGroup(of: DepositReceipt.self) { group in
                    for intake in intakes { group.addTask { try await intake.finish(fileName: "paper.txt") } }
                    return try await group.reduce(into: 0) { count, _ in count += 1 }
                }
            }
            let address = live.address + "/health"
            let client = LiveClient()
            _ = try await client.get(address)
            var times: [Duration] = []
            while live.box.vault.scanner.status.scansDone < 8, times.count < 5000 {
                let start = ContinuousClock.now
                #expect(try await client.get(address) == 200)
                times.append(ContinuousClock.now - start)
            }
            #expect(try await scans.value == 8)
            try await client.close()
            times.sort()
            #expect(times.count >= 20, "the scans were over before anything could be measured")
            // Other tests want the same two processors, so a single answer may wait for its turn whatever vaultd does.
            // With the machine to itself the slowest of 600 took 27 to 64 ms; were the scans on the pool of the
            // requests, every answer would wait for a scan, which is seconds.
            #expect(times[times.count * 95 / 100] < .milliseconds(100))
        }
    }

    @Test func `a file travels over TLS into the safe and back`() async throws {
        try await LiveSite.with { live in
            let person = try await live.box.beneficiary("awa")
            let cookie = "__Host-session=\(person.token)"
            let token = try await TestHTTP.get(live.address + "/documents", ["cookie": cookie]).token
            let content = TestPaper.text(bytes: 3 << 20)
            let parts: [FormPart] = [.field("csrf", token), .file("long.txt", content)]
            let body = parts.flatMap { $0.bytes(boundary: "limit") } + Array("--limit--\r\n".utf8)
            let sent = try await TestHTTP.post(
                live.address + "/documents",
                ["cookie": cookie, "content-type": "multipart/form-data; boundary=limit", "accept": "application/json"], body
            )
            #expect(sent.status == 200)
            let id = try #require(sent.text.firstMatch(of: /"document":"([0-9a-f]{32})"/)).output.1
            let back = try await TestHTTP.get(live.address + "/documents/\(id)/download", ["cookie": cookie])
            #expect(back.status == 200)
            #expect(back.headers.first(name: "content-length") == String(content.count))
            #expect(back.bytes == content)
        }
    }
}
