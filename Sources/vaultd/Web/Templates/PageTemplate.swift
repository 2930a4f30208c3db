/// The templates that are whole pages. Every case has a file `<file>.mustache`; a missing one stops the start.
enum PageTemplate: Int, CaseIterable, Sendable {
    case signIn, signedOut, password
    case documents, document, renameDocument, deleteDocument, uploadResults
    case journal, help, failure

    /// The file's name without `.mustache`.
    var file: String {
        switch self {
        case .signIn: "sign-in"
        case .signedOut: "signed-out"
        case .password: "password"
        case .documents: "documents"
        case .document: "document"
        case .renameDocument: "rename-document"
        case .deleteDocument: "delete-document"
        case .uploadResults: "upload-results"
        case .journal: "journal"
        case .help: "help"
        case .failure: "failure"
        }
    }
}
