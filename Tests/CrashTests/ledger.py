"""What the service has promised so far, and the check that it kept its word."""

import hashlib
import threading


class Ledger:
    """Shared by the threads that upload and delete."""

    def __init__(self):
        self._lock = threading.Lock()
        self.acknowledged = {}
        self.attempted = set()
        self.deleted = set()
        self.deleting = set()
        self.doubtful_deletions = set()

    def attempt(self, content):
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            self.attempted.add(digest)
        return digest

    def kept(self, document, digest):
        with self._lock:
            self.acknowledged[document] = digest

    def pick_for_deletion(self):
        with self._lock:
            free = [d for d in self.acknowledged if d not in self.deleting]
            if len(free) < 5:
                return None
            document = free[0]
            self.deleting.add(document)
            return document

    def gone(self, document):
        with self._lock:
            self.acknowledged.pop(document, None)
            self.deleting.discard(document)
            self.deleted.add(document)

    def settle(self, listed):
        """After a crash: a deletion that was asked for but not answered may have happened or not."""
        with self._lock:
            for document in list(self.deleting):
                if document not in listed:
                    self.acknowledged.pop(document, None)
                    self.deleted.add(document)
                self.deleting.discard(document)

    def violations(self, client, sample=None):
        """Every broken promise, as a sentence. With a sample, only those documents are read whole."""
        listed = client.document_ids()
        self.settle(set(listed))
        found = [f"acknowledged {d} is not in the list" for d in self.acknowledged if d not in listed]
        found += [f"deleted {d} is in the list again" for d in self.deleted if d in listed]
        for document in listed if sample is None else [d for d in listed if d in sample or d not in self.acknowledged]:
            digest = hashlib.sha256(client.download(document)).hexdigest()
            if digest not in self.attempted:
                found.append(f"{document} is not what anyone sent")
            if self.acknowledged.get(document, digest) != digest:
                found.append(f"{document} has other bytes than when it was acknowledged")
            self.acknowledged.setdefault(document, digest)
        return found
