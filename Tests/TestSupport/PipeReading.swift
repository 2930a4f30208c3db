import Foundation
import Glibc

extension FileHandle {
    /// Waits for the next bytes; empty at the end. Unlike Foundation's `availableData` it goes on after a signal, such
    /// as that of a child that ends, instead of taking the process down.
    public func nextPiece() -> Data {
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(fileDescriptor, &piece, piece.count)
            if count >= 0 { return Data(piece[..<count]) }
            guard errno == EINTR else { return Data() }
        }
    }

    /// Waits for everything to the end, as text.
    public func wholeText() -> String {
        var all = Data()
        while case let piece = nextPiece(), !piece.isEmpty { all += piece }
        return String(decoding: all, as: UTF8.self)
    }
}
