extension FailureCode {
    /// The English sentence and hint for operators and logs. Pages take theirs from the language catalogues.
    var text: Text {
        switch self {
        case .signInRefused: Text(sentence: "The identifier or the password is not right.", hint: nil)
        case .signInDelayed:
            Text(sentence: "Too many failed attempts to sign in.", hint: "Try again in {minutes} minutes.")
        case .secondFactorRefused: Text(sentence: "The code is not right.", hint: "Codes count once and for a short time.")
        case .secondFactorNeeded:
            Text(sentence: "The last second factor of this account must stay.", hint: "Add another one first.")
        case .factorNeeded: Text(sentence: "The second factor must be confirmed first.", hint: nil)
        case .confirmationNeeded: Text(sentence: "The password must be confirmed first.", hint: nil)
        case .codesUsedUp: Text(sentence: "Too many codes were asked for or tried.", hint: "Begin again later.")
        case .contactMissing:
            Text(sentence: "The account has no telephone number or e-mail address for this.", hint: "Add one first.")
        case .resetUnusable:
            Text(
                sentence: "The link or code is not good, or not any more.", hint: "Ask for another one, in the same browser."
            )
        case .resetNotYet: Text(sentence: "It is too early for this code.", hint: "It works in {minutes} minutes.")
        case .cardRefused: Text(sentence: "The recovery card or its PIN is not right.", hint: nil)
        case .resetTooOften:
            Text(
                sentence: "Helping this person back in was begun too often within a day.",
                hint: "Try again in {minutes} minutes; a colleague may be able to begin sooner.")
        case .pinUnusable:
            Text(sentence: "The PIN is too easy to guess.", hint: "Use 4 to 8 digits that are no series and no date.")
        case .sessionEnded: Text(sentence: "The session has ended.", hint: "Sign in again.")
        case .formExpired:
            Text(sentence: "The form is too old or did not come from this site.", hint: "Load the page again.")
        case .passwordTooWeak:
            Text(
                sentence: "The password is too easy to guess: {reason}.",
                hint: "Use at least {minimum} characters, with upper and lower case and a digit or a sign."
            )
        case .loginNameTaken: Text(sentence: "An account with this identifier exists.", hint: "Choose another identifier.")
        case .loginNameUnusable:
            Text(
                sentence: "The identifier cannot be used.", hint: "Use 3 to 64 letters, digits, dots, dashes or underscores."
            )
        case .nothingChosen: Text(sentence: "No file was chosen.", hint: "Choose a file first.")
        case .documentEmpty: Text(sentence: "The file is empty.", hint: "Choose another file.")
        case .documentTooLarge:
            Text(sentence: "The file is larger than {limit} bytes.", hint: "Send a smaller file or split it.")
        case .safeFull:
            Text(sentence: "The safe is full: {free} bytes are left.", hint: "Delete documents, or ask for a larger quota.")
        case .tooManyDocuments:
            Text(
                sentence: "The safe holds {limit} documents, as many as it may.",
                hint: "Delete documents, or raise documents.safe-documents.")
        case .titleUnusable:
            Text(sentence: "The title cannot be used.", hint: "Use 1 to {limit} characters, without control characters.")
        case .uploadCutOff:
            Text(sentence: "The upload stopped before its end.", hint: "Send the file again. Nothing was kept of it.")
        case .uploadTooSlow:
            Text(sentence: "The upload was too slow and was stopped.", hint: "Try again on a better network.")
        case .requestMalformed: Text(sentence: "The request cannot be read: {reason}.", hint: nil)
        case .fieldMissing: Text(sentence: "The field {field} is missing.", hint: nil)
        case .fieldUnusable: Text(sentence: "The field {field} cannot be used: {reason}.", hint: nil)
        case .changedMeanwhile:
            Text(sentence: "Someone else changed this meanwhile.", hint: "Look at it again, then repeat what you want.")
        case .mandateMissing: Text(sentence: "There is no mandate of the person.", hint: "Have the person sign one first.")
        case .alreadyHabilitated:
            Text(
                sentence: "The account acts for this structure already, or is suspended by it.",
                hint: "A manager of the structure ends such a suspension, under \"My team\".")
        case .accountStateUnfit: Text(sentence: "{reason}", hint: nil)
        case .actsElsewhereToo:
            Text(
                sentence: "The professional acts for another structure too.",
                hint: "The operator can do it: vaultctl user reset-factors.")
        case .typeNotAccepted:
            Text(
                sentence: "Files of this kind are not accepted.",
                hint: "Accepted: PDF, photos (JPEG, PNG, GIF, HEIC, WebP), text and office documents.")
        case .virusFound: Text(sentence: "The file contains a virus and was not stored.", hint: nil)
        case .archiveUnreadable: Text(sentence: "The inside of the file cannot be read, so it cannot be checked.", hint: nil)
        case .archiveEncrypted:
            Text(
                sentence: "The file is protected by a password, so it cannot be checked.", hint: "Remove the password first."
            )
        case .archiveTooDeep: Text(sentence: "The file unpacks to too much to be checked.", hint: nil)
        case .contentNotScannable: Text(sentence: "The file could not be checked completely ({reason}).", hint: nil)
        case .channelNotOffered:
            Text(sentence: "This service sends no {channel}.", hint: "Settings: the sections mail and sms.")
        case .notFound: Text(sentence: "Not found.", hint: nil)
        case .consentMissing: Text(sentence: "The person's explicit consent was not recorded.", hint: nil)
        case .noRoomThere: Text(sentence: "There is no room for it in this safe.", hint: nil)
        case .linkRefused: Text(sentence: "This link or this code is not right.", hint: nil)
        case .invitedTooOften:
            Text(sentence: "Too many invitations were sent within a day.", hint: "Try again in {minutes} minutes.")
        case .tooManyAsked: Text(sentence: "There are unanswered requests already.", hint: nil)
        case .scannerNotReady:
            Text(
                sentence: "The virus scanner is not ready.",
                hint: "Try again in a minute; `vaultctl status` says what it waits for.")
        case .signaturesMissing:
            Text(
                sentence: "There are no virus signatures in {folder}.",
                hint: "Start clamav-freshclam, or put signature files there.")
        case .signaturesUnreadable:
            Text(
                sentence: "The virus signatures {file} cannot be read.",
                hint: "Check its owner and mode: vaultd must be able to read it.")
        case .signaturesUnusable:
            Text(
                sentence: "The virus signatures in {folder} cannot be used: {reason}.",
                hint: "Remove the file that is named, or run freshclam again.")
        case .signaturesTooOld:
            Text(sentence: "The virus signatures are {age} old.", hint: "See `systemctl status clamav-freshclam`.")
        case .scanFailed:
            Text(sentence: "The virus scan failed ({reason}).", hint: "Try again; `vaultctl status` shows the scanner.")
        case .busy: Text(sentence: "Too much is going on at the moment.", hint: "Try again shortly.")
        case .serviceLocked: Text(sentence: "The service is locked.", hint: "`vaultctl status` says why.")
        case .stopping: Text(sentence: "The service is stopping.", hint: "Try again in a minute.")
        case .diskFull: Text(sentence: "The disk of {path} is full.", hint: "Make room; the service goes on by itself.")
        case .diskReserveReached:
            Text(
                sentence: "{path} has {free} free, this needs {needed}, and {reserve} are kept in reserve.",
                hint: "Make room on that disk; nothing was changed."
            )
        case .diskFailed:
            Text(sentence: "Reading or writing {path} failed: {reason}.", hint: "Check the disk and the kernel log.")
        case .readOnlyAfterFault:
            Text(
                sentence: "The store is read-only since a write to the disk failed.",
                hint: "Check the disk, then restart vaultd."
            )
        case .catalogDamaged:
            Text(
                sentence: "The catalog is damaged: {reason}.",
                hint: "Stop vaultd and restore the last snapshot: vaultctl restore --help.")
        case .documentDamaged:
            Text(sentence: "The stored document {document} is damaged.", hint: "Restore it from a snapshot.")
        case .documentMissing:
            Text(sentence: "The file of the document {document} is missing.", hint: "Restore it from a snapshot.")
        case .keyFileMissing:
            Text(
                sentence: "The key file {path} is missing, but there is a store that needs it.",
                hint: "Put the key file back. A new key cannot open this store."
            )
        case .keyFileUnreadable:
            Text(sentence: "The key file {path} cannot be used: {reason}.", hint: "Put back the last good copy of it.")
        case .keyFileTooOpen:
            Text(sentence: "The key file {path} can be read by others (mode {mode}).", hint: "chmod 0400 {path}")
        case .keyFileInState:
            Text(
                sentence: "The key file {path} lies in the state folder, where one stolen copy takes both.",
                hint: "Move it out, or set keys.allow-in-state if this is a trial."
            )
        case .keyFileForeign:
            Text(
                sentence: "The key file {path} does not belong to this store.",
                hint: "Put the key file of this store in its place.")
        case .keyFileExists: Text(sentence: "There is a key file at {path} already.", hint: nil)
        case .keyFileWriteFailed: Text(sentence: "The key file {path} could not be written: {reason}.", hint: nil)
        case .keyTermUnknown:
            Text(sentence: "The key file has no key of term {term}.", hint: "Put back a key file that still has it.")
        case .sealBroken: Text(sentence: "Sealed data was altered or the key is another one.", hint: nil)
        case .sealForeign: Text(sentence: "A sealed file belongs to another document, or its key is another one.", hint: nil)
        case .sealTruncated: Text(sentence: "A sealed file has not the length it should have.", hint: nil)
        case .sealExtended: Text(sentence: "A sealed file is longer than it should be.", hint: nil)
        case .sealReordered:
            Text(sentence: "Parts of a sealed file stand at other places than they were written to.", hint: nil)
        case .sealGenerationUnknown:
            Text(sentence: "Sealed data needs generation {generation} of its key, and another one is at hand.", hint: nil)
        case .sealUnknownFormat: Text(sentence: "Sealed data has an unknown format.", hint: nil)
        case .settingsUnusable: Text(sentence: "{reason}", hint: nil)
        case .storeInUse: Text(sentence: "Another vaultd uses {path}.", hint: "Stop it first.")
        case .storeNotEmpty:
            Text(
                sentence: "{path} is not empty.",
                hint: "Move it aside, then name the snapshots at their new place: mv -T {path} {path}.old")
        case .storeNewer:
            Text(
                sentence: "The store was written by a newer vaultd.",
                hint: "Install that version again, or restore a snapshot.")
        case .addressInUse:
            Text(sentence: "{address} is in use by another program.", hint: "Stop it, or choose another port.")
        case .certificateUnusable: Text(sentence: "{path} cannot be used for TLS: {reason}.", hint: nil)
        case .operationRunning:
            Text(sentence: "The operation {operation} is running already.", hint: "Wait for its end: vaultctl status.")
        case .operationUnknown: Text(sentence: "There is no such operation.", hint: nil)
        case .snapshotUnknown: Text(sentence: "There is no snapshot {snapshot}.", hint: "vaultctl backup list")
        case .snapshotDamaged: Text(sentence: "The snapshot {snapshot} is damaged: {reason}.", hint: "vaultctl backup list")
        case .newerSnapshotLocked:
            Text(
                sentence: "The snapshot {snapshot} is newer than {older} and cannot be opened: {reason}",
                hint: "Bring the key file, or the version, of that time. To lose what came after: vaultctl restore {older}")
        case .snapshotForeign: Text(sentence: "The snapshot {snapshot} belongs to another store.", hint: nil)
        case .snapshotTooNew: Text(sentence: "The snapshot {snapshot} was written by a newer vaultd.", hint: nil)
        case .clockSuspect:
            Text(sentence: "The clock seems to have jumped: {reason}.", hint: "Check the clock; nothing was deleted.")
        case .denied:
            Text(sentence: "You have no right to do this.", hint: "Run it as root or as a member of the group {group}.")
        case .fault: Text(sentence: "Something went wrong on our side.", hint: "The log has more under this id.")
        }
    }
}
