"""Unplugs a virtual machine at random moments of deposits, deletions, backups and rotations, and looks whether
anything that was acknowledged is lost. What a SIGKILL cannot show, this does: data that never reached the disk.

usage: power.py BINARIES [--cuts N] [--seed N]
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Support"), str(HERE.parent / "CrashTests")]

import machine  # noqa: E402
from crash import depositor, remover  # noqa: E402
from daemon import Daemon, free_port  # noqa: E402
from ledger import Ledger  # noqa: E402
from vault_client import VaultClient  # noqa: E402


def prepare_data(binaries, folder):
    """A store with one account, made on this machine, then put on the machine's disk."""
    daemon = Daemon(binaries, folder, {"signing-in.cap": "7d", "signing-in.idle": "8h"})
    daemon.prepare()
    daemon.start().wait_for_scanner()
    client, _ = daemon.add_beneficiary("nour.power")
    client.close()
    daemon.stop()
    text = daemon.config.read_text()
    text = text.replace(str(daemon.folder / "control.sock"), "/tmp/control.sock").replace(str(daemon.folder), "/data")
    text = text.replace(str(machine.ROOT / "Sources/vaultd/Resources"), "/resources")
    text = text.replace('["127.0.0.1"]', '["0.0.0.0"]').replace(f"port: {daemon.port}", "port: 8443")
    daemon.config.write_text(text)
    daemon.log.unlink()
    return client.cookies


def one_cut(guest, client, ledger, dice):
    stop = threading.Event()
    threads = [
        threading.Thread(target=worker, args=(client.twin(), ledger, stop, random.Random(dice.random())))
        for worker in (depositor, depositor, remover)
    ]
    for thread in threads:
        thread.start()
    time.sleep(dice.uniform(2, 15))
    guest.cut()
    stop.set()
    for thread in threads:
        thread.join()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 32)
    dice = random.Random(seed)
    print(f"power test: {arguments.cuts} cuts, seed {seed}", flush=True)

    machine.CACHE.mkdir(parents=True, exist_ok=True)
    kernel = machine.fetch_kernel()
    initramfs = machine.build_initramfs(kernel)
    system = machine.build_system_disk(arguments.binaries)
    with tempfile.TemporaryDirectory(prefix="vaultd-power-") as folder:
        cookies = prepare_data(arguments.binaries, Path(folder) / "data")
        data = machine.make_disk(machine.CACHE / "data.img", Path(folder) / "data", megabytes=2048)
    guest = machine.Machine(kernel, initramfs, system, data, free_port())
    client = VaultClient("127.0.0.1", guest.port, cookies, timeout=120)
    ledger = Ledger()
    failures, number = [], 0
    guest.start()
    guest.wait_until("GUEST: up")
    for number in range(1, arguments.cuts + 1):
        one_cut(guest, client, ledger, dice)
        client.close()
        if "snapshot broken" in guest.log():
            failures.append(f"before cut {number}: a snapshot did not verify")
        guest.start()
        guest.wait_until("GUEST: up")
        guest.wait_until("GUEST: journal")
        found = ledger.violations(client)
        if "journal broken" in guest.log():
            found.append("the journal does not verify")
        failures += [f"after cut {number}: {sentence}" for sentence in found]
        print(f"cut {number}: {len(ledger.acknowledged)} documents, {len(ledger.deleted)} deleted", flush=True)
        if failures:
            break
    guest.cut()
    for failure in failures:
        print("FAILED:", failure)
    print(f"{number - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
