import Glibc

/// The kernel's clocks.
enum Uptime {
    /// The time of day.
    static func wall() -> Moment { Moment(milliseconds: milliseconds(of: CLOCK_REALTIME)) }

    /// Time since the machine started, suspends included.
    static func elapsed() -> Duration { .milliseconds(milliseconds(of: CLOCK_BOOTTIME)) }

    /// The kernel's name for this start of the machine; empty where it tells none.
    static let boot: String = {
        let number = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return "" }
        let file = OwnedDescriptor(number)
        let text = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = max(0, read(file.number, buffer.baseAddress, buffer.count))
        }
        return String(decoding: text.prefix { $0 > 32 }, as: UTF8.self)
    }()

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
