import Engine

/// Whether messages that are to be sent can be handed over.
struct PostWay: Sendable {
    /// The socket of the processes that send; nil where this one does.
    let socket: String?
    let settings: Settings

    /// What operators should know. The file alone is looked at: to connect would start a process each time. It goes
    /// with the unit that listens on it (RemoveOnStop=).
    var alerts: [HostAlert] {
        guard let socket, !settings.mail.server.isEmpty || settings.sms.gateway != "off", SocketFile(at: socket) == nil
        else { return [] }
        return [
            HostAlert(
                sentence: "Mail or SMS are to be sent, and nobody listens at \(socket).",
                hint: "systemctl start vaultd-post.socket")
        ]
    }
}
