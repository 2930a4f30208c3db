"""What the checks do on the machine they run on."""

import base64
import json
import re
import secrets
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Support"))

from vault_client import VaultClient  # noqa: E402

HERE = Path(__file__).resolve().parents[1]
PACKAGE = HERE / "vaultd.deb"
PREVIOUS = HERE / "previous.deb"
STATE = Path("/var/lib/vaultd")
KEY = Path("/etc/vaultd/keys/vaultd.keys")
SETTINGS = Path("/etc/vaultd/vaultd.yaml")
SIGNATURES = Path("/var/lib/clamav")
POST = Path("/run/vaultd/post.sock")
PASSWORDS = Path("/etc/vaultd/post")
UNITS = ["vaultd.service", "vaultd.socket", "vaultd-http.socket", "vaultd-control.socket", "vaultd-post.socket"]


def sh(command, check=True, timeout=600, stdin=None):
    done = subprocess.run(
        command, shell=isinstance(command, str), text=True, capture_output=True, timeout=timeout, input=stdin)
    if check and done.returncode != 0:
        raise AssertionError(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def ctl(*arguments, check=True, stdin=None):
    return sh(["vaultctl", *map(str, arguments)], check=check, stdin=stdin)


def apt(*arguments, check=True):
    return sh(["apt-get", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", *arguments], check=check)


def property_of(unit, name):
    return sh(["systemctl", "show", "--value", f"--property={name}", unit]).stdout.strip()


def is_active(unit):
    return property_of(unit, "ActiveState") == "active"


def main_pid():
    """The daemon's number; 0 while it does not run, which a signal must never be sent to."""
    return int(property_of("vaultd.service", "MainPID"))


def start(*more):
    """Starts the service after whatever was; the checks do so more often than systemd lets a person."""
    sh("systemctl reset-failed 'vaultd*'; systemctl start vaultd.service " + " ".join(more))


def running_pid():
    number = main_pid()
    assert number > 0, "the daemon does not run"
    return number


def journal(since=None, unit="vaultd"):
    extra = ["--since", since] if since else []
    return sh(["journalctl", "-u", unit, "--no-pager", "-o", "cat", *extra], check=False).stdout


def now():
    return time.strftime("%Y-%m-%d %H:%M:%S")


def until(question, wait=60, what=None):
    """Waits for a condition, which is asked again and again, and gives its answer."""
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline:
        try:
            answer = question()
            if answer:
                return answer
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"not within {wait} s: {what or question.__name__}\n" + "\n".join(journal().splitlines()[-20:]))


def healthy_answer(port=443, timeout=30):
    """One whole HTTPS request over a connection of its own."""
    client = VaultClient("localhost", port, timeout=timeout)
    try:
        return client.get("/health").status
    finally:
        client.close()


def serves():
    return healthy_answer() == 200


def status():
    return json.loads(ctl("status", "--json", check=False).stdout or "{}")


def served_certificate():
    return ssl.get_server_certificate(("localhost", 443), timeout=20)


def write_test_signatures():
    sh(["vaultd", "--write-test-signatures", str(SIGNATURES)])
    sh(f"chmod 0644 {SIGNATURES}/*; chown -R clamav: {SIGNATURES}", check=False)


def uploads_open():
    return status().get("scanner", {}).get("state") == "ready"


def add_person(identifier):
    """An account as the operator makes it, then the first sign-in with its change of password."""
    made = ctl("user", "add", identifier, "--first-name", "Nour", "--last-name", "Essai", "--json").stdout
    temporary = re.search(r'"temporaryPassword"\s*:\s*"([^"]+)"', made).group(1)
    password = "Aa1-" + secrets.token_urlsafe(12)
    client = VaultClient("localhost", 443)
    client.sign_in(identifier, temporary)
    client.change_password(temporary, password)
    client.close()
    return signed_in(identifier, password), password


def signed_in(identifier, password):
    client = VaultClient("localhost", 443)
    client.sign_in(identifier, password)
    return client


class Load:
    """Connections, each with a handshake and a request of its own, as fast as some threads can make them."""

    def __init__(self, total, threads=8):
        self.left = total
        self.failures = []
        self.waits = []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def done(self):
        return len(self.waits) + len(self.failures)

    def finish(self):
        for thread in self.threads:
            thread.join()

    def _work(self):
        while True:
            with self.lock:
                if self.left == 0:
                    return
                self.left -= 1
            begun = time.monotonic()
            try:
                answer = healthy_answer(timeout=60)
                assert answer == 200, f"status {answer}"
                self.waits.append(time.monotonic() - begun)
            except Exception as error:  # Every kind of failure counts.
                self.failures.append(f"{type(error).__name__}: {error}")


class MailServer:
    """As much of SMTP (RFC 5321) as one message with a sign-in takes, on a port of its own of 127.0.0.1."""

    def __init__(self):
        self.messages = []
        self.logins = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._work, daemon=True).start()

    def stop(self):
        self.listener.close()

    def _work(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._serve(stream)

    def _serve(self, stream):
        def say(line):
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        say("220 localhost ESMTP")
        while line := stream.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "EHLO":
                say("250-localhost")
                say("250 AUTH PLAIN")
            elif verb == "AUTH":
                word = line.split()[2] if len(line.split()) > 2 else self._asked(say, stream)
                self.logins.append(base64.b64decode(word).decode().split("\0")[1:])
                say("235 Welcome")
            elif verb == "DATA":
                say("354 Go on")
                lines = []
                while (text := stream.readline()) not in (b".\r\n", b""):
                    lines.append(text.decode())
                self.messages.append("".join(lines))
                say("250 Taken")
            elif verb == "QUIT":
                return say("221 Bye")
            else:
                say("250 Fine")

    @staticmethod
    def _asked(say, stream):
        say("334 ")
        return stream.readline().decode().strip()


def listener(port):
    """Another program that has the port."""
    code = f"import socket,time; s=socket.create_server(('',{port})); print('up',flush=True); time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    return process


def refused(port=443):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
