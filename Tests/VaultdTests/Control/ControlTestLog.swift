import Logging
import NIOPosix

/// What control tests share.
enum ControlTestLog {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    static var bootstrap: ServerBootstrap { ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton) }
}
