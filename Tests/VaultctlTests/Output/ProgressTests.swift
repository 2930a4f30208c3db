import ControlAPI
import Testing

@testable import vaultctl

@Suite struct ProgressTests {
    private func meter(_ steps: [(OperationProgress, Double)]) -> ProgressMeter {
        var meter = ProgressMeter()
        for (progress, seconds) in steps { _ = meter.update(progress, at: seconds) }
        return meter
    }

    private func documents(_ done: Int) -> OperationProgress {
        OperationProgress(phase: "documents", done: done, total: 48213, unit: "documents")
    }

    @Test func `a bar shows share, amount, rate and time left`() {
        let meter = meter([(documents(0), 0), (documents(26902), 86.78)])
        #expect(
            ProgressBar.line(meter, width: 100)
                == " documents   [###########.........]  26 902/48 213 documents  310/s  ETA 1m09s")
    }

    @Test func `a bar fits a narrow terminal`() {
        let meter = meter([(documents(0), 0), (documents(26902), 86.78)])
        #expect(ProgressBar.line(meter, width: 40).count == 39)
    }

    @Test func `without an end there is no bar and no time left`() {
        let meter = meter([(OperationProgress(phase: "catalog", done: 2048, total: nil, unit: "bytes"), 0)])
        #expect(ProgressBar.line(meter, width: 80) == " catalog     2.0 KiB")
    }

    @Test func `where nothing is counted only the phase is shown`() {
        let meter = meter([(OperationProgress(phase: "publish", done: 0, total: nil, unit: "files"), 0)])
        #expect(ProgressBar.line(meter, width: 80) == " publish   ")
    }

    @Test func `nothing to do is a full bar`() {
        let meter = meter([(OperationProgress(phase: "documents", done: 0, total: 0, unit: "documents"), 0)])
        #expect(ProgressBar.line(meter, width: 80) == " documents   [####################]  0/0 documents")
    }

    @Test func `bytes have units in amount and rate`() {
        let begin = OperationProgress(phase: "verify", done: 0, total: 4096 * 1024, unit: "bytes")
        let half = OperationProgress(phase: "verify", done: 2048 * 1024, total: 4096 * 1024, unit: "bytes")
        #expect(
            ProgressBar.line(meter([(begin, 1), (half, 3)]), width: 100)
                == " verify      [##########..........]  2.0 MiB/4.0 MiB  1.0 MiB/s  ETA 2.0s")
    }

    @Test func `a new phase begins its own rate`() {
        var meter = meter([(documents(0), 0), (documents(1000), 10)])
        let isNew = meter.update(OperationProgress(phase: "verify", done: 0, total: 10, unit: "files"), at: 11)
        #expect(isNew)
        #expect(meter.rate == nil)
    }

    @Test func `a phase that ended tells how long it took`() {
        let meter = meter([(documents(0), 0), (documents(48213), 88)])
        #expect(
            ProgressBar.ended(meter, width: 100)
                == " documents   [####################]  48 213/48 213 documents  1m28s")
    }
}
