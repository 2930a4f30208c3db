import ControlAPI

/// What the daemon says of itself.
enum DaemonFindings {
    /// The findings of its status; where it does not answer, that and the reason.
    static func all(_ client: ControlClient) async -> [Finding] {
        do {
            let report = try await client.send(ControlRequest(.get, ControlPath.status), as: StatusReport.self)
            return findings(of: report)
        } catch let failure as ToolFailure {
            return [Finding(.failure, trimmed(failure.report.message), hint: failure.report.hint)]
        } catch {
            return [Finding(.failure, "the daemon cannot be asked: \(error)")]
        }
    }

    /// What a status amounts to. Pure.
    static func findings(of report: StatusReport) -> [Finding] {
        var findings = [
            Finding(
                .ok,
                "vaultd \(report.version) answers, store \(report.store.rawValue), \(report.address ?? "no address yet")")
        ]
        findings += report.alerts.map { alert in
            Finding(alert.level == .critical ? .failure : .warning, trimmed(alert.message), hint: alert.hint)
        }
        if report.certificate?.isSelfSigned == true {
            findings.append(
                Finding(
                    .note, "the certificate is self-signed, and browsers warn",
                    hint: "vaultctl tls install --certificate FILE --key FILE"))
        }
        if report.documents?.accounts == 0 {
            findings.append(
                Finding(.note, "nobody has a safe yet", hint: "vaultctl structure add NAME; vaultctl user add --help"))
        }
        return findings
    }

    private static func trimmed(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
}
