import ControlAPI
import Engine
import HTTPTypes

/// A refusal of the control interface itself, which the engine has no name for.
struct ControlProblem: Error {
    let status: HTTPResponse.Status
    let report: ErrorReport

    /// No such path, or not with this method.
    static let noSuchPath = ControlProblem(
        status: .notFound,
        report: ErrorReport(
            code: "noSuchPath", message: "There is nothing at this path of the control interface.",
            hint: "Is vaultctl newer than vaultd? vaultctl version", exit: .notFound))

    /// The body is over the limit.
    static let bodyTooLarge = ControlProblem(
        status: .contentTooLarge,
        report: ErrorReport(
            code: "requestTooLarge",
            message: "The body of the request is longer than \(ControlLimits.requestBody / 1024) KiB.", exit: .usage))

    /// The client speaks a version of the interface that this daemon does not know.
    static let otherVersion = ControlProblem(
        status: .badRequest,
        report: ErrorReport(
            code: "otherVersion",
            message: "This daemon speaks version \(ControlHeader.apiVersion) of the control interface.",
            hint: "vaultctl version", exit: .failed))

    /// As many connections are open as there may be.
    static let tooManyConnections = ControlProblem(
        status: .serviceUnavailable,
        report: ErrorReport(
            code: "tooManyConnections",
            message: "\(ControlLimits.connections) control connections are open already.",
            hint: "Try again shortly.", retryable: true, exit: .temporary))

    /// The operation does not stop on request.
    static let cannotCancel = ControlProblem(
        status: .conflict,
        report: ErrorReport(
            code: "cannotCancel", message: "The operation has ended, or cannot be stopped in the middle.",
            hint: "vaultctl ops list", exit: .failed))

    /// The kernel's word on the peer gives no right.
    static func notAnOperator(group: String) -> ControlProblem {
        let whom = group.isEmpty ? "Run it as root." : "Run it as root, or as a member of the group \(group)."
        return ControlProblem(
            status: .forbidden,
            report: ErrorReport(
                code: FailureCode.denied.rawValue, message: "You have no right to control this service.", hint: whom,
                exit: .noPermission))
    }

    /// An operator, but this takes root.
    static let needsRoot = ControlProblem(
        status: .forbidden,
        report: ErrorReport(
            code: FailureCode.denied.rawValue, message: "Members of the operators' group may not do this.",
            hint: "Run it as root.", exit: .refused))
}
