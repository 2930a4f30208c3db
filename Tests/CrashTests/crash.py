"""Kills the daemon with SIGKILL at random moments of deposits, deletions, rotation, backup and purge, and looks
whether anything it had promised is lost.

usage: crash.py BINARIES [--crashes N] [--seed N] [--keep]
"""

import argparse
import atexit
import http.client
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Support"))

from daemon import Daemon  # noqa: E402
from ledger import Ledger  # noqa: E402
from vault_client import Refused  # noqa: E402

NETWORK = (OSError, http.client.HTTPException)


def depositor(client, ledger, stop, dice):
    token = None
    while not stop.is_set():
        content = b"texte " + dice.randbytes(dice.choice([300, 20_000, 200_000])).hex().encode()
        digest = ledger.attempt(content)
        try:
            token = token or client.csrf("/documents")
            for result in client.upload([("papier.txt", content)], token)["results"]:
                if result.get("document"):
                    ledger.kept(result["document"], digest)
        except Refused:
            pass
        except NETWORK:
            return


def remover(client, ledger, stop, dice):
    while not stop.is_set():
        document = ledger.pick_for_deletion() if dice.random() < 0.5 else None
        if document is None:
            stop.wait(0.05)
            continue
        try:
            client.delete(document)
            ledger.gone(document)
        except (Refused, *NETWORK):
            return


def operator(daemon, stop, dice):
    verbs = [["rotate-keys"], ["backup"], ["purge", "--yes"]]
    while not stop.is_set():
        daemon.ctl(*dice.choice(verbs), check=False)


def one_crash(daemon, client, ledger, dice):
    stop = threading.Event()
    twins = [client.twin() for _ in range(3)]
    threads = [
        threading.Thread(target=depositor, args=(twins[0], ledger, stop, random.Random(dice.random()))),
        threading.Thread(target=depositor, args=(twins[1], ledger, stop, random.Random(dice.random()))),
        threading.Thread(target=remover, args=(twins[2], ledger, stop, random.Random(dice.random()))),
        threading.Thread(target=operator, args=(daemon, stop, random.Random(dice.random()))),
    ]
    for thread in threads:
        thread.start()
    time.sleep(dice.uniform(0.05, 1.5))
    daemon.kill()
    stop.set()
    for thread in threads:
        thread.join()


def check_machine(daemon):
    found = []
    audit = daemon.ctl("audit", "verify", check=False)
    if audit.returncode != 0:
        found.append(f"the journal does not verify: {audit.stdout}{audit.stderr}")
    snapshots = daemon.ctl("backup", "list", "--json").stdout
    if '"id"' in snapshots:
        verified = daemon.ctl("backup", "verify", "latest", check=False)
        if verified.returncode != 0:
            found.append(f"the last snapshot does not verify: {verified.stdout}{verified.stderr}")
    incoming = list((daemon.folder / "state/blobs").glob(".incoming/*"))
    if incoming:
        found.append(f"half-written files are left: {incoming}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--crashes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 32)
    dice = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="vaultd-crash-"))
    print(f"crash test: {arguments.crashes} kills, seed {seed}, {folder}", flush=True)

    # A killed vaultd leaves its folder in memory to the next one, and the last would leave it for good.
    memory = tempfile.mkdtemp(prefix="vaultd-crash-", dir="/dev/shm")
    atexit.register(shutil.rmtree, memory, ignore_errors=True)
    daemon = Daemon(arguments.binaries, folder, {"scanner.temporary": memory})
    atexit.register(daemon.end)
    daemon.prepare()
    daemon.start().wait_for_scanner()
    client, _ = daemon.add_beneficiary("nour.crash")
    ledger = Ledger()
    failures = []
    slowest = 0.0
    for number in range(1, arguments.crashes + 1):
        before = set(ledger.acknowledged)
        one_crash(daemon, client, ledger, dice)
        client.close()
        started = time.monotonic()
        daemon.start()
        slowest = max(slowest, time.monotonic() - started)
        daemon.wait_for_scanner()
        known = sorted(before)
        sample = (set(ledger.acknowledged) - before) | set(dice.sample(known, min(10, len(known))))
        found = ledger.violations(client, sample)
        if number % 5 == 0:
            found += check_machine(daemon)
        failures += [f"after kill {number}: {sentence}" for sentence in found]
        if failures:
            break
    if not failures:
        failures = ledger.violations(client) + check_machine(daemon)
    client.close()
    daemon.stop()
    print(
        f"{number} kills, {len(ledger.acknowledged)} documents kept, {len(ledger.deleted)} deleted, "
        f"slowest restart {slowest:.2f} s"
    )
    for failure in failures:
        print("FAILED:", failure)
    print(f"{number - len(failures)} passed, {len(failures)} failed")
    if failures or arguments.keep:
        print("kept:", folder)
    else:
        shutil.rmtree(folder)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
