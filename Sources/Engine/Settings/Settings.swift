/// Everything that the operator can set, with its default. `SettingsTable` gives each value its key in the
/// file, its bounds and its sentence; `SettingsFile` reads them.
public struct Settings: Sendable, Equatable {
    /// The state folder: catalog, blobs, certificate, snapshots.
    public var state = "/var/lib/vaultd"
    public var keys = Keys()
    public var web = Web()
    public var control = Control()
    public var documents = Documents()
    public var scanner = Scanner()
    public var signingIn = SigningIn()
    public var mail = Mail()
    public var sms = SMS()
    public var supervision = Supervision()
    public var texts = Texts()
    public var backups = Backups()
    public var purges = Purges()
    public var log = Log()

    /// The defaults.
    public init() {}

    public struct Keys: Sendable, Equatable {
        /// The key file (SEC-03).
        public var file = "/etc/vaultd/keys/vaultd.keys"
        /// Whether the key file may lie in the state folder, where one stolen copy takes both.
        public var allowInState = false
    }

    public struct Web: Sendable, Equatable {
        /// Addresses to listen on.
        public var addresses = ["::"]
        /// The HTTPS port; 0 lets the system choose one.
        public var port = 443
        /// The port of plain HTTP that only redirects (T-13); 0 means none.
        public var redirectPort = 80
        /// The folder where a program such as certbot puts what proves the name (RFC 8555, 8.3), shown by the port of
        /// plain HTTP; empty: nothing is shown.
        public var challengeFolder = "/run/vaultd-acme"
        /// Names the service answers to; the first is used in redirects. Empty: the machine's names.
        public var hostNames: [String] = []
        /// PEM chain; empty: the self-signed certificate of the state folder.
        public var certificate = ""
        /// PEM private key of `certificate`.
        public var privateKey = ""
        /// Folder of templates, assets and languages.
        public var resources = "/usr/share/vaultd"
        /// The language of a reader who asked for none.
        public var defaultLanguage = "fr"
        /// Name of the service as people know it, on each page.
        public var serviceName = "Coffre-fort numérique"
        /// Open connections in all.
        public var maxConnections = 1024
        /// Open connections from one address.
        public var maxConnectionsPerAddress = 32
        /// Time for a TLS handshake.
        public var handshakeTimeout: Duration = .seconds(10)
        /// Time until the end of a request's header.
        public var headerTimeout: Duration = .seconds(15)
        /// Time that a connection may be idle between requests.
        public var idleTimeout: Duration = .seconds(60)
        /// Time that a reader may take nothing of an answer.
        public var writeStallTimeout: Duration = .seconds(60)
        /// Bytes a second that an upload must reach on average over 30 s.
        public var minimumBodyRate = 8 * 1024
        /// Time in which running requests may end at a stop.
        public var drainTimeout: Duration = .seconds(10)
    }

    public struct Control: Sendable, Equatable {
        /// The control socket.
        public var socket = "/run/vaultd/control.sock"
        /// The group whose members may use it; empty: root and the daemon's own user only.
        public var group = "vaultadm"
    }

    public struct Documents: Sendable, Equatable {
        /// Largest document in bytes; at most 2 GiB - 3, libclamav's own limit.
        public var maxSize = 50 * 1024 * 1024
        /// Bytes that a new safe may hold (DOC-03).
        public var safeQuota = 600 * 1024 * 1024
        /// Documents that a safe may hold.
        public var safeDocuments = 10_000
        /// Memory for all running uploads together, in bytes.
        public var uploadMemory = 256 * 1024 * 1024
        /// How long an upload waits for memory before it is told to come back.
        public var uploadWait: Duration = .seconds(20)
        /// Free bytes on the disk below which nothing new is stored.
        public var diskReserve = 256 * 1024 * 1024
    }

    public struct Scanner: Sendable, Equatable {
        /// Folder of the virus signatures.
        public var databases = "/var/lib/clamav"
        /// Where libclamav unpacks; must be a tmpfs in production, for it holds plaintext. Empty: a private folder under /dev/shm.
        public var temporary = ""
        /// Age at which signatures are too old to accept uploads.
        public var maxSignatureAge: Duration = .days(7)
        /// Scans at the same time.
        public var threads = 2
        /// Longest scan.
        public var timeLimit: Duration = .seconds(120)
        /// Whether pictures are also matched by look-alike hashes; measured on two cores: 88 photo scans a second
        /// with it, 840 without.
        public var imageFuzzyHash = true
        /// How often the signature folder is looked at for changes.
        public var watchInterval: Duration = .seconds(60)
        /// How often the self-test runs.
        public var selfTestInterval: Duration = .hours(1)
    }

    public struct SigningIn: Sendable, Equatable {
        /// bcrypt's cost (AUT-03).
        public var bcryptCost = 12
        /// Shortest password (AUT-01, AUT-02); never below 9.
        public var minimumPasswordLength = 12
        /// The same for professionals and managers.
        public var minimumStaffPasswordLength = 12
        /// Failures before the first pause (AUT-04).
        public var attempts = 10
        /// The first pause.
        public var pause: Duration = .minutes(2)
        /// Failures in a day on one account, from all browsers that it was never used in (AUT-04).
        public var dailyAttempts = 25
        /// Who uses a second factor: `off`, `offered` or `required` (AUT-06).
        public var secondFactorBeneficiaries = "offered"
        public var secondFactorProfessionals = "required"
        public var secondFactorManagers = "required"
        /// How long a browser may go without the second factor; zero: never (AUT-12).
        public var deviceTrust: Duration = .days(30)
        /// Time between the second professional's word and the new password, in which the holder can stop it (AUT-10).
        public var assistedResetDelay: Duration = .hours(1)
        /// Time after a change of number or address without a second factor, in which it leads to no new password, and of
        /// a new recovery card without one, in which it takes none away.
        public var contactDelay: Duration = .hours(48)
        /// Whether there are secret questions (AUT-09).
        public var secretQuestion = false
        /// Idle time after which a session ends (AUT-11).
        public var idle: Duration = .minutes(20)
        /// The same on a public computer.
        public var publicIdle: Duration = .minutes(5)
        /// Longest session.
        public var cap: Duration = .hours(12)
    }

    public struct Backups: Sendable, Equatable {
        /// Folder of the snapshots; empty: `backups` in the state folder.
        public var folder = ""
        /// Time of day, in `zone`.
        public var at = TimeOfDay(hour: 2, minute: 15)
        /// Days with a verified snapshot that are kept (BKP-02).
        public var keepDays = 5
        /// Time of day of the checks below, in `zone`.
        public var checkAt = TimeOfDay(hour: 4, minute: 30)
        /// How often the newest snapshot is read whole; zero: never.
        public var verifyEvery: Duration = .days(7)
        /// How often it is restored for trial; zero: never.
        public var drillEvery: Duration = .days(30)
        /// IANA zone of the schedule's times of day.
        public var zone = "Europe/Paris"
    }

    public struct Purges: Sendable, Equatable {
        /// Time of day, in the zone of the backups.
        public var at = TimeOfDay(hour: 3, minute: 30)
        /// Age at which journal events go (AUD-07).
        public var journalAge: Duration = .days(365)
        /// Age at which ended sessions and old attempt counters go.
        public var sessionAge: Duration = .days(1)
        /// How long sealed files that no safe lists are kept aside.
        public var setAsideAge: Duration = .days(30)
        /// For how long names and contacts of staff are kept after their last habilitation ended (END-03).
        public var staffAge: Duration = .days(365)
        /// For how long nobody uses the account of a beneficiary until it is disabled (ACC-12); zero: never.
        public var unusedAge: Duration = .days(3285)
        /// How long it is kept then, with everything in it, until it is deleted. Ten years in all (RET-04).
        public var disabledAge: Duration = .days(365)
    }

    public struct Log: Sendable, Equatable {
        /// Least severe level that is written: trace, debug, info, notice, warning, error, critical.
        public var level = "info"
    }

    /// The folder of the snapshots, the default resolved.
    public var snapshotFolder: String { backups.folder.isEmpty ? state + "/backups" : backups.folder }
    /// The catalog's file.
    public var catalogFile: String { state + "/catalog.sqlite" }
    /// The folder of sealed documents.
    public var blobFolder: String { state + "/blobs" }
    /// The folder of sealed files that no safe lists.
    public var setAsideFolder: String { state + "/set-aside" }
    /// The folder of the self-signed certificate.
    public var certificateFolder: String { state + "/tls" }
}

/// An hour and minute of the day, without a zone.
public struct TimeOfDay: Sendable, Hashable {
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int

    /// A time of day; the caller keeps to the ranges.
    public init(hour: Int, minute: Int) {
        self.hour = hour
        self.minute = minute
    }

    /// Reads `HH:MM`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        self.init(hour: hour, minute: minute)
    }
}
