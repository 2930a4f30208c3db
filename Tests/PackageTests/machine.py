"""A Debian 12 that boots with its own systemd in a container, without network."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".build" / "package-tests"
# What a provider installs beside it: certbot, and an authority to try it with.
COMPANIONS = ["certbot", "pebble"]
MIRROR = "http://deb.debian.org/debian"
# What a small server has, and what the checks themselves use.
PACKAGES = "systemd-sysv,dbus,ca-certificates,curl,openssl,python3,iproute2,procps,apparmor"


def base():
    """Debian as an archive, made once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    archive = CACHE / "base.tar"
    if not archive.exists():
        made = archive.with_suffix(".new.tar")
        print("package tests: making a Debian 12, once", flush=True)
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=important", f"--include={PACKAGES}", "bookworm", made,
             f"deb {MIRROR} bookworm main", f"deb {MIRROR} bookworm-updates main",
             "deb http://deb.debian.org/debian-security bookworm-security main"],
            check=True,
        )
        made.rename(archive)
    return archive


class Machine:
    """Unpacked with `make`, started with `boot`, ended with `stop`."""

    def __init__(self, name):
        self.root = CACHE / name
        self.console = CACHE / f"{name}.console"
        self.process = None
        self.leader = None

    def make(self):
        if self.root.exists():
            shutil.rmtree(self.root)
        self.root.mkdir(parents=True)
        subprocess.run(["tar", "-C", self.root, "-xf", base(), "--numeric-owner"], check=True)
        (self.root / "etc/hostname").write_text("coffre\n")
        (self.root / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n127.0.1.1 coffre\n")
        (self.root / "etc/machine-id").write_text("uninitialized\n")
        # There is no network to wait for.
        (self.root / "etc/systemd/system/systemd-networkd-wait-online.service").symlink_to("/dev/null")

    def fetch_dependencies(self, package):
        """Puts what the package depends on where apt finds it without a network."""
        kept = CACHE / "archives"
        kept.mkdir(exist_ok=True)
        inside = self.root / "var/cache/apt/archives"
        for archive in kept.glob("*.deb"):
            shutil.copy(archive, inside)
        shutil.copy(package, self.root / "tmp/vaultd.deb")
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        # The base forgets its lists of packages where mmdebstrap cleans up after itself.
        for command in (["apt-get", "update", "-qq"],
                        ["apt-get", "install", "-qq", "--download-only", "-y", "--no-install-recommends", "/tmp/vaultd.deb",
                         *COMPANIONS]):
            subprocess.run(["chroot", self.root, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
        for archive in inside.glob("*.deb"):
            if not (kept / archive.name).exists():
                shutil.copy(archive, kept)

    def boot(self, wait=120):
        log = open(self.console, "wb")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-q", "-D", self.root, "--register=no", "--keep-unit", "--private-network",
             # Without it the container itself would forbid locking memory.
             "--capability=CAP_IPC_LOCK", "--console=pipe", "-b"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            self.leader = self.leader or self._first_child()
            if self.leader and self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded"):
                return self
            time.sleep(0.2)
        raise RuntimeError("the machine did not come up:\n" + self.console.read_text(errors="replace")[-3000:])

    def run(self, *command, check=True, timeout=600, capture=True):
        """Runs a command in the machine."""
        done = subprocess.run(
            ["nsenter", "-t", str(self.leader), "-a", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
             "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", *map(str, command)],
            stdin=subprocess.DEVNULL, capture_output=capture, text=True, timeout=timeout, start_new_session=True,
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def stop(self):
        if self.process and self.process.poll() is None:
            if self.leader:
                # poweroff, as the man page of systemd has it
                os.kill(self.leader, signal.SIGRTMIN + 4)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _first_child(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None
