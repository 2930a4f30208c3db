import Hummingbird

/// What is known of a request on its way to a page.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection it came by.
    let connection: ConnectionFacts
    /// Who asks, and in which language; filled in by `VisitMiddleware`.
    var visit: Visit?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.connection = source.connection
    }
}
