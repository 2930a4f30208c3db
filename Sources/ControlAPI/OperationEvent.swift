/// One line of an operation's stream: `{"type":"progress","operation":"…","phase":"documents","done":1,…}`.
public struct OperationEvent: Codable, Sendable, Equatable {
    /// The id of the operation.
    public let operation: String
    public let content: Content

    /// What the line tells.
    public enum Content: Sendable, Equatable {
        case progress(OperationProgress)
        case log(String)
        case warning(String)
        /// The last line.
        case result(OperationResult)
        /// A line of a newer daemon; to be passed over.
        case unknown(String)
    }

    /// An event.
    public init(operation: String, _ content: Content) {
        self.operation = operation
        self.content = content
    }

    private enum Key: String, CodingKey {
        case type, operation, message
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        operation = try container.decode(String.self, forKey: .operation)
        switch try container.decode(String.self, forKey: .type) {
        case "progress": content = .progress(try OperationProgress(from: decoder))
        case "log": content = .log(try container.decode(String.self, forKey: .message))
        case "warning": content = .warning(try container.decode(String.self, forKey: .message))
        case "result": content = .result(try OperationResult(from: decoder))
        case let other: content = .unknown(other)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(operation, forKey: .operation)
        try container.encode(type, forKey: .type)
        switch content {
        case .progress(let progress): try progress.encode(to: encoder)
        case .log(let message), .warning(let message): try container.encode(message, forKey: .message)
        case .result(let result): try result.encode(to: encoder)
        case .unknown: break
        }
    }

    /// The word that names the sort of line.
    private var type: String {
        switch content {
        case .progress: "progress"
        case .log: "log"
        case .warning: "warning"
        case .result: "result"
        case .unknown(let word): word
        }
    }
}
