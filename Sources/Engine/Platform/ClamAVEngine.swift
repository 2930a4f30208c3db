internal import CClamAV

/// What an engine is made with. Frozen once the engine is compiled.
struct ClamAVLimits: Sendable {
    /// Largest file, and largest member of a container, in bytes.
    var fileSize: Int
    /// Most bytes that are looked at in one scan, with all that is unpacked.
    var scanSize: Int
    /// Deepest nesting.
    var recursion = 17
    /// Most files in one scan.
    var files = 10_000
    /// Longest scan.
    var time: Duration
    /// Whether pictures are compared by look-alike hashes (about half of the rate for photos).
    var imageFuzzyHash = true
}

/// A compiled libclamav engine with its signatures. Many threads may scan with it at once.
///
/// The engine dies with its last user: `scan` keeps `self` alive until libclamav has returned, so a swapped
/// out engine is freed by the end of its last scan (Swift's count does what `cl_engine_addref` would).
///
/// `@unchecked Sendable`: the pointer is set once in `init`; after `cl_engine_compile` libclamav only reads
/// the engine in a scan, allows concurrent scans, and nothing here changes a setting afterwards.
final class ClamAVEngine: @unchecked Sendable {
    /// Number of signatures loaded.
    let signatureCount: Int
    /// What the library complained of while it loaded.
    let loadWarnings: [String]

    private let engine: OpaquePointer
    private let options: cl_scan_options

    /// Loads all signature files of `folder` and compiles them: seconds with the full database. Blocks.
    ///
    /// - Throws: `scannerNotReady` with the reason of libclamav as cause.
    init(databases folder: String, temporary: String, limits: ClamAVLimits) throws {
        try ClamAVLibrary.prepare()
        guard let engine = cl_engine_new() else { throw ClamAVLoadError(step: "new", code: CL_EMEM, messages: []) }
        let messages = ClamAVMessages()
        var count: UInt32 = 0
        do {
            try messages.gather {
                try Self.configure(engine, temporary: temporary, limits: limits)
                try Self.check("load", cl_load(folder, engine, &count, Self.databaseOptions), messages)
                try Self.check("compile", cl_engine_compile(engine), messages)
            }
        } catch {
            cl_engine_free(engine)
            throw error
        }
        cl_engine_set_clcb_pre_cache(engine) { _, type, context in
            if let context, let type { ClamAVScanRecord.of(context).sawLayer(String(cString: type)) }
            return CL_CLEAN
        }
        cl_engine_set_clcb_virus_found(engine) { _, name, context in
            if let context { ClamAVScanRecord.of(context).found(name.map { String(cString: $0) }) }
        }
        self.engine = engine
        self.signatureCount = Int(count)
        self.loadWarnings = messages.errors + messages.warnings
        self.options = Self.scanOptions(imageFuzzyHash: limits.imageFuzzyHash)
    }

    deinit { cl_engine_free(engine) }

    /// Scans `bytes` as one file. Blocks; cannot be cancelled. Says what happened and judges nothing.
    func scan(_ bytes: UnsafeRawBufferPointer) -> ClamAVReport {
        let record = ClamAVScanRecord()
        guard let start = bytes.baseAddress, let map = cl_fmap_open_memory(start, bytes.count) else {
            return ClamAVReport(code: CL_EMAP, name: nil, record: record, errors: [])
        }
        defer { cl_fmap_close(map) }
        let messages = ClamAVMessages()
        var name: UnsafePointer<CChar>?
        var scanned: UInt = 0
        var options = options
        return withExtendedLifetime((self, record)) {
            let code = messages.gather {
                cl_scanmap_callback(map, nil, &name, &scanned, engine, &options, Unmanaged.passUnretained(record).toOpaque())
            }
            // The name points into the engine, so it is copied while the engine is certainly alive.
            return ClamAVReport(code: code, name: name.map { String(cString: $0) }, record: record, errors: messages.errors)
        }
    }

    private static func configure(_ engine: OpaquePointer, temporary: String, limits: ClamAVLimits) throws {
        let numbers: [(cl_engine_field, Int)] = [
            (CL_ENGINE_MAX_FILESIZE, limits.fileSize),
            (CL_ENGINE_MAX_SCANSIZE, limits.scanSize),
            (CL_ENGINE_MAX_RECURSION, limits.recursion),
            (CL_ENGINE_MAX_FILES, limits.files),
            (CL_ENGINE_MAX_SCANTIME, Int(limits.time.inMilliseconds)),
            // The clean cache of 1.4 is keyed by MD5, for which one can make a pair of files.
            (CL_ENGINE_DISABLE_CACHE, 1),
            (CL_ENGINE_BYTECODE_MODE, Int(CL_BYTECODE_MODE_INTERPRETER.rawValue)),
        ]
        try check("temporary folder", cl_engine_set_str(engine, CL_ENGINE_TMPDIR, temporary), nil)
        for (field, value) in numbers {
            try check("limit \(field.rawValue)", cl_engine_set_num(engine, field, Int64(value)), nil)
        }
    }

    /// `CL_DB_STDOPT`, a macro that Swift does not see. Unsigned bytecode is never asked for: it is code.
    private static let databaseOptions = UInt32(CL_DB_PHISHING | CL_DB_PHISHING_URLS | CL_DB_BYTECODE)

    private static func scanOptions(imageFuzzyHash: Bool) -> cl_scan_options {
        var options = cl_scan_options()
        options.parse = ~0
        if !imageFuzzyHash { options.parse &= ~UInt32(CL_SCAN_PARSE_IMAGE_FUZZY_HASH) }
        options.general = UInt32(CL_SCAN_GENERAL_HEURISTICS)
        options.heuristic = UInt32(
            CL_SCAN_HEURISTIC_EXCEEDS_MAX | CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE | CL_SCAN_HEURISTIC_ENCRYPTED_DOC
        )
        return options
    }

    private static func check(_ step: String, _ code: cl_error_t, _ messages: ClamAVMessages?) throws {
        guard code == CL_SUCCESS else {
            throw ClamAVLoadError(step: step, code: code, messages: messages?.errors ?? [])
        }
    }
}

/// Why an engine could not be made.
struct ClamAVLoadError: Error, CustomStringConvertible {
    let step: String
    let code: cl_error_t
    let messages: [String]

    var description: String {
        ([ClamAVError(code: code).description] + messages.prefix(2)).joined(separator: "; ")
    }
}
