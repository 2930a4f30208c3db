@testable import Engine
import Foundation

/// Prints how many bytes a second of processor time a sealed file takes. The file is `/dev/null`: neither a disk nor
/// the kernel's memory is measured; and processor time is what `openssl speed` counts, too.
@main struct SealingBench {
    static func main() throws {
        let block = [UInt8](repeating: 0x5A, count: 65536)
        let key = try SecretBytes.random(count: 32)
        let file = open("/dev/null", O_WRONLY)
        let begin = processorSeconds()
        var bytes = 0
        while processorSeconds() - begin < 2 {
            let identity = SealedFileIdentity(
                document: [UInt8](repeating: 1, count: 16), owner: [UInt8](repeating: 2, count: 16))
            let writer = try SealedFileWriter(descriptor: file, identity: identity, key: key)
            for _ in 0..<4096 {
                try block.withUnsafeBytes { try writer.append($0) }
            }
            _ = try writer.finish()
            bytes += 4096 * block.count
        }
        print(Int(Double(bytes) / (processorSeconds() - begin)))
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
