@testable import Engine
import Foundation

/// Prints how many bytes a second a sealed file takes, written to memory so that no disk is measured.
@main struct SealingBench {
    static func main() throws {
        let block = [UInt8](repeating: 0x5A, count: 65536)
        let key = try SecretBytes.random(count: 32)
        let clock = ContinuousClock()
        var bytes = 0
        let start = clock.now
        while clock.now - start < .seconds(3) {
            let file = memfd_create("sealing", 0)
            defer { close(file) }
            let identity = SealedFileIdentity(document: [UInt8](repeating: 1, count: 16), owner: [UInt8](repeating: 2, count: 16))
            let writer = try SealedFileWriter(descriptor: file, identity: identity, key: key)
            for _ in 0..<256 {
                try block.withUnsafeBytes { try writer.append($0) }
                bytes += block.count
            }
            _ = try writer.finish()
        }
        let elapsed = (clock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        print(Int(Double(bytes) / seconds))
    }
}
