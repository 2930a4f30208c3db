"""Starts and stops a real vaultd of the given build, in a folder of its own."""

import os
import re
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

from vault_client import VaultClient

ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """One vaultd with its own state, port and control socket."""

    def __init__(self, binaries, folder, settings=None):
        self.binaries = Path(binaries)
        self.folder = Path(folder)
        self.port = free_port()
        self.socket = self.folder / "control.sock"
        self.log = self.folder / "log"
        self.process = None
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "keys").mkdir(mode=0o700, exist_ok=True)
        (self.folder / "signatures").mkdir(exist_ok=True)
        self._write_settings(settings or {})

    def _write_settings(self, extra):
        values = {
            "state": self.folder / "state",
            "keys.file": self.folder / "keys/vaultd.keys",
            "web.addresses": '["127.0.0.1"]',
            "web.port": self.port,
            "web.redirect-port": 0,
            "web.resources": ROOT / "Sources/vaultd/Resources",
            "control.socket": self.socket,
            "control.group": '""',
            "scanner.databases": self.folder / "signatures",
            "documents.disk-reserve": "16 MiB",
            **extra,
        }
        tree = {}
        for key, value in values.items():
            *path, last = key.split(".")
            place = tree
            for name in path:
                place = place.setdefault(name, {})
            place[last] = value

        def lines(branch, indent=""):
            for key, value in branch.items():
                if isinstance(value, dict):
                    yield f"{indent}{key}:"
                    yield from lines(value, indent + "  ")
                else:
                    yield f"{indent}{key}: {value}"

        self.config = self.folder / "vaultd.yaml"
        self.config.write_text("\n".join(lines(tree)) + "\n")

    def prepare(self):
        """Makes the key file and the test signatures, where they are missing."""
        for arguments in (
            ["--config", self.config, "--init-keys", "--if-missing"],
            ["--config", self.config, "--write-test-signatures", self.folder / "signatures"],
        ):
            subprocess.run([self.binaries / "vaultd", *arguments], check=True, env=self.environment())

    def environment(self):
        return {**os.environ, "SWIFT_BACKTRACE": "enable=no", "VAULTD_SOCKET": str(self.socket)}

    def start(self, wait=60):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "vaultd", "--config", self.config], stdout=log, stderr=log, env=self.environment()
            )
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"vaultd ended with {self.process.returncode}:\n{self.tail()}")
            try:
                client = self.client(timeout=5)
                if client.get("/health").status == 200:
                    client.close()
                    return self
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"vaultd did not serve in {wait} s:\n{self.tail()}")

    def wait_for_scanner(self, wait=60):
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if '"ready"' in self.ctl("status", "--json", check=False).stdout:
                return
            time.sleep(0.05)
        raise RuntimeError("the scanner did not become ready:\n" + self.tail())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        """Leaves none behind, whatever became of the tests."""
        if self.process and self.process.poll() is None:
            self.kill()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        if code != 0:
            raise RuntimeError(f"vaultd ended with {code}:\n{self.tail()}")

    def client(self, timeout=60):
        return VaultClient("127.0.0.1", self.port, timeout=timeout)

    def ctl(self, *arguments, check=True, stdin=None):
        done = subprocess.run(
            [self.binaries / "vaultctl", *map(str, arguments)],
            capture_output=True,
            text=True,
            input=stdin,
            env=self.environment(),
        )
        if check and done.returncode not in (0,):
            raise RuntimeError(f"vaultctl {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def tail(self, lines=40):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def add_beneficiary(self, identifier):
        """An account as the operator makes it, then the first sign-in with its forced change of password."""
        made = self.ctl(
            "user", "add", identifier, "--first-name", "Nour", "--last-name", "Essai", "--json"
        ).stdout
        temporary = re.search(r'"temporaryPassword"\s*:\s*"([^"]+)"', made).group(1)
        # Letters that make no word: no part of the identifier may lie in it.
        password = "Trois petits Chats 7 " + "".join(secrets.choice("bcdghkmpqvwxz") for _ in range(12))
        client = self.client()
        client.sign_in(identifier, temporary)
        client.change_password(temporary, password)
        client.close()
        client = self.client()
        client.sign_in(identifier, password)
        return client, password
