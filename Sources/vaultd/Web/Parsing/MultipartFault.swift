/// Why a form cannot be read.
enum MultipartFault: Error, Equatable, Sendable {
    /// The request is not `multipart/form-data`.
    case notAForm
    /// The boundary is missing or not one.
    case boundaryUnusable
    /// There is no form where it should begin.
    case noBeginning
    /// Something other than a line end follows a boundary.
    case boundaryMalformed
    /// A part's header is not one.
    case headerMalformed
    /// A part's header is over the limit.
    case headerTooLong
    /// A part has no name.
    case nameMissing
    /// More parts than the limit.
    case tooManyParts
    /// The value of a field is over the limit.
    case fieldTooLong
    /// There is more behind the end than a line or two.
    case dataAfterEnd
    /// The form stops before its end.
    case cutOff

    /// A few English words that complete "The request cannot be read: ".
    var reason: String {
        switch self {
        case .notAForm: "it is not a form"
        case .boundaryUnusable: "the form has no usable boundary"
        case .noBeginning: "the form does not begin with its boundary"
        case .boundaryMalformed: "a boundary of the form is broken"
        case .headerMalformed: "the header of a part of the form is broken"
        case .headerTooLong: "the header of a part of the form is too long"
        case .nameMissing: "a part of the form has no name"
        case .tooManyParts: "the form has too many parts"
        case .fieldTooLong: "a field of the form is too long"
        case .dataAfterEnd: "there is data behind the end of the form"
        case .cutOff: "the form stops before its end"
        }
    }
}
