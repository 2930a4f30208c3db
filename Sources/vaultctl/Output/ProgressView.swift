import ControlAPI

/// Shows the events of an operation: bars where there is a terminal, words where `--verbose` asks for them.
struct ProgressView {
    private let output: Output
    private let start = ContinuousClock.now
    private var meter = ProgressMeter()
    private var isDrawing = false

    init(output: Output) { self.output = output }

    /// Takes in one event.
    mutating func show(_ content: OperationEvent.Content) {
        guard !output.isJSON else { return }
        switch content {
        case .progress(let progress): show(progress)
        case .log(let message): say(message, onlyVerbose: true)
        case .warning(let message): say("warning: \(message)", onlyVerbose: false)
        case .result: end()
        case .unknown: break
        }
    }

    /// Leaves the line of the last bar as it is.
    mutating func end() {
        guard isDrawing else { return }
        output.bar(ProgressBar.ended(meter, width: output.width))
        output.endBar()
        isDrawing = false
    }

    private mutating func show(_ progress: OperationProgress) {
        if let before = meter.latest, before.phase != progress.phase { end() }
        let isNew = meter.update(progress, at: seconds)
        if isNew, !output.hasBars { output.detail("\(progress.phase) ...") }
        guard output.hasBars else { return }
        output.bar(ProgressBar.line(meter, width: output.width))
        isDrawing = true
    }

    private mutating func say(_ text: String, onlyVerbose: Bool) {
        end()
        onlyVerbose ? output.detail(Printable.text(text)) : output.note(Printable.text(text))
    }

    private var seconds: Double {
        let spent = (ContinuousClock.now - start).components
        return Double(spent.seconds) + Double(spent.attoseconds) / 1e18
    }
}
