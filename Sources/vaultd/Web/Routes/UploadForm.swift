import Engine
import Hummingbird
import NIOCore

/// Reads a form of files as it comes in and hands each file on piece by piece; at no time is a whole file here.
///
/// The token comes before the first file, as our pages send it: without it not one byte is taken.
struct UploadForm: Sendable {
    /// The field of the files.
    static let files = "files"
    /// Bytes of the longest word in a small field.
    private static let wordLimit = 64

    private let contentLength: Int?
    private let maxSize: Int
    private let accepts: @Sendable (String) -> Bool
    private var parser: MultipartParser
    private var token: [UInt8] = []
    private var words: [String: [UInt8]] = [:]
    private var isProven = false
    private var part: Part = .other

    /// What the part at hand is.
    private enum Part {
        case token
        case file
        /// A small field that comes before the files.
        case word(String)
        /// A file field in which nothing was chosen, or a field that means nothing here.
        case other
    }

    /// Throws `requestMalformed` unless the request is such a form.
    init(
        contentType: String, contentLength: Int?, maxSize: Int, accepts: @escaping @Sendable (String) -> Bool
    ) throws {
        do {
            parser = try MultipartParser(contentType: contentType)
        } catch {
            throw error.failure
        }
        self.contentLength = contentLength
        self.maxSize = maxSize
        self.accepts = accepts
    }

    /// Reads the body to its end. What is wrong with one file is its result and does not stop the others; what is
    /// wrong with the form, or the connection, abandons the file at hand and is thrown, unless files before it were
    /// kept: then their sender is told of those too.
    mutating func read(
        _ body: some AsyncSequence<ByteBuffer, any Error> & Sendable, into deposits: Deposits
    ) async throws -> [UploadResultsPage.Result] {
        var target = deposits
        do {
            for try await buffer in body {
                for event in try feed(buffer) { try await take(event, &target) }
            }
            try finish()
        } catch {
            let failure = error as? VaultFailure ?? VaultFailure(.uploadCutOff, cause: error)
            await target.breakOff(failure)
            guard target.results.contains(where: \.isKept) else { throw failure }
        }
        return target.results
    }

    private mutating func feed(_ buffer: ByteBuffer) throws -> [MultipartParser.Event] {
        do {
            return try parser.feed(Array(buffer.readableBytesView))
        } catch {
            throw error.failure
        }
    }

    private mutating func finish() throws {
        do {
            try parser.finish()
        } catch {
            throw error.failure
        }
    }

    private mutating func take(_ event: MultipartParser.Event, _ deposits: inout Deposits) async throws {
        switch event {
        case .began(let part): try await begin(part, &deposits)
        case .bytes(let bytes): try await takeBytes(bytes, &deposits)
        case .ended: try await end(&deposits)
        case .finished: break
        }
    }

    private mutating func begin(_ part: MultipartPart, _ deposits: inout Deposits) async throws {
        guard let sentName = part.fileName else {
            self.part = small(part.name)
            return
        }
        guard isProven else { throw VaultFailure(.formExpired) }
        guard part.name == Self.files, !sentName.isEmpty else {
            self.part = .other
            return
        }
        self.part = .file
        deposits.terms = terms
        await deposits.begin(sentName, expected: min(contentLength ?? maxSize, maxSize))
    }

    private func small(_ name: String) -> Part {
        if name == FormFields.token, !isProven { return .token }
        return Self.terms.contains(name) ? .word(name) : .other
    }

    /// What the forms say of the files. The holder's own says only whether they are sensitive.
    private static let terms: Set<String> = ["structure", "sensitive", "consent"]

    private var terms: DepositTerms {
        func word(_ name: String) -> String { String(decoding: words[name] ?? [], as: UTF8.self) }
        return DepositTerms(
            structure: StructureID(word("structure")), isSensitive: word("sensitive") == "yes",
            consent: word("consent") == "yes" ? .given : .notGiven)
    }

    private mutating func takeBytes(_ bytes: ArraySlice<UInt8>, _ deposits: inout Deposits) async throws {
        switch part {
        case .token: token += bytes
        case .file: try await deposits.append(bytes)
        case .word(let name):
            let word = words[name, default: []] + bytes
            words[name] = Array(word.prefix(Self.wordLimit))
        case .other: break
        }
    }

    private mutating func end(_ deposits: inout Deposits) async throws {
        switch part {
        case .token:
            isProven = accepts(String(decoding: token, as: UTF8.self))
            guard isProven else { throw VaultFailure(.formExpired) }
        case .file: await deposits.end()
        case .word, .other: break
        }
        part = .other
    }
}
