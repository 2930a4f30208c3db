import Engine
import HTTPTypes
import Hummingbird
import NIOCore

extension WebServices {
    /// An answer that shows a page.
    func page(
        _ page: some Page, _ request: Request, _ context: WebContext, status: HTTPResponse.Status = .ok
    ) -> Response {
        let html = page.render(with: renderer, chrome: chrome(request, context))
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html.text))
        )
    }

    private func chrome(_ request: Request, _ context: WebContext) -> Chrome {
        let settings = settings.current
        let visit = context.visit
        let session = visit?.session
        return Chrome(
            language: visit?.language ?? renderer.languages.standard,
            serviceName: settings.web.serviceName,
            path: pagePath(request),
            csrf: visit?.trouble == nil ? visit?.csrf(seals) : nil,
            person: session?.displayName,
            role: session?.person.role ?? .beneficiary,
            banners: banners(for: session),
            news: visit?.news ?? [],
            publicComputer: session?.mode == .publicComputer,
            idleSeconds: session.map { Int($0.endsIdleAt.since(clock.now()).inSeconds) },
            now: clock.now()
        )
    }

    /// Where the page is shown again; an answer to a form is shown by the form's own page.
    private func pagePath(_ request: Request) -> String {
        let path = request.method == .get ? request.head.path : request.uri.path
        return ReturnPath.checked(path) ?? "/"
    }

    private func banners(for session: ActiveSession?) -> [Banner] {
        guard case .open(let vault) = slot.state else { return [] }
        let scanner = vault.scanner.status
        var banners: [Banner] = []
        if vault.readOnlyReason != nil { banners.append(.readOnly) }
        if scanner.isTestDatabase { banners.append(.testSignatures) }
        if session != nil, case .failed = scanner.state { banners.append(.depositsClosed) }
        if session?.canStopReset ?? false { banners.append(.stopReset) }
        return banners
    }
}

extension Response {
    /// See the other page (303): what a browser gets after a form, so that reloading repeats nothing.
    static func toPage(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
