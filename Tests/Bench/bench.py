"""Measures a release build of vaultd against named baselines on the same machine, in the same run.

usage: bench.py RELEASE-BINARIES [--quick]
"""

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Support"), str(HERE.parent / "BrowserTests")]

import papers  # noqa: E402
from daemon import Daemon, free_port  # noqa: E402
from signing_in import Door  # noqa: E402
from table import Table, interleaved  # noqa: E402

KIB, MIB = 1024, 1024 * 1024
ROOT = HERE.parents[1]
CACHE = ROOT / ".build" / "bench"
PARTS = ["start_and_memory", "sealing", "policy", "uploads", "signing_in", "rotation", "people", "backups"]


def call(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **options).stdout


def documents(count, size, dice):
    """PDFs of about the given size, each another."""
    return [papers.pdf() + b"% " + dice.randbytes(size // 2).hex().encode() for _ in range(count)]


class Bench:
    def __init__(self, binaries, folder, quick):
        self.binaries, self.folder, self.quick = Path(binaries), Path(folder), quick
        self.table = Table()
        self.dice = random.Random(1)
        CACHE.mkdir(parents=True, exist_ok=True)

    def daemon(self, name, settings=None):
        made = Daemon(self.binaries, self.folder / name, settings)
        made.prepare()
        return made

    # Start and memory

    def start_and_memory(self):
        daemon = self.daemon("idle")
        daemon.start()
        daemon.stop()
        times = []
        for _ in range(3 if self.quick else 7):
            begin = time.monotonic()
            daemon.start()
            times.append(time.monotonic() - begin)
            daemon.wait_for_scanner()
            daemon.stop()
        ready = sorted(times)[len(times) // 2]
        self.table.add("time to READY", f"{ready:.2f} s", "-", "-", "<= 1 s", ready <= 1)
        shutil.rmtree(daemon.folder / "signatures")
        (daemon.folder / "signatures").mkdir()
        daemon.start()
        client = daemon.client()
        for _ in range(20):
            client.get("/sign-in")
        resident = int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{daemon.process.pid}/status").read_text()).group(1)) / 1024
        self.table.add("idle memory, no signatures", f"{resident:.0f} MiB", "-", "-", "<= 80 MiB", resident <= 80)
        client.close()
        daemon.stop()

    # Uploads

    def uploads(self):
        daemon = self.daemon("uploads", {"documents.safe-quota": "100 GiB", "documents.safe-documents": "100000"})
        daemon.start().wait_for_scanner()
        client, _ = daemon.add_beneficiary("nour.bench")
        count = 60 if self.quick else 240
        files = documents(count, 200 * KIB, self.dice)
        source = self.folder / "papers"
        source.mkdir()
        for number, content in enumerate(files):
            (source / f"{number}.pdf").write_bytes(content)
        scratch = self.folder / "scratch"
        scratch.mkdir()
        binary = CACHE / "bare_scan"
        flags = call("pkg-config", "--cflags", "--libs", "libclamav").split()
        call("clang", "-O2", "-o", binary, HERE / "bare_scan.c", *flags, "-lpthread")

        def baseline():
            return float(call(binary, daemon.folder / "signatures", scratch, 2, *sorted(source.iterdir())))

        token = client.csrf("/documents")
        bodies = self.folder / "bodies"
        bodies.mkdir()
        for number, content in enumerate(files):
            kind, body = client.multipart(token, [("papier.pdf", content)], boundary="between-two-parts")
            (bodies / str(number)).write_bytes(body)
        site = f"https://127.0.0.1:{daemon.port}"
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

        def ours():
            # wrk, since a client in Python would take as much of the processors as the service.
            text = call(
                "wrk", "-t1", "-c8", "-d", "4s" if self.quick else "10s", "-s", HERE / "upload.lua", site + "/documents",
                "--", bodies, kind, cookie, site,
            )
            if "Non-2xx" in text or "Socket errors" in text:
                raise RuntimeError(text)
            return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))

        bare, deposit = interleaved(3 if self.quick else 5, baseline, ours)
        ratio = bare / deposit
        self.table.add(
            "upload 200 KB, 8 connections", f"{deposit:.0f} files/s", f"{bare:.0f} files/s scan + fsync",
            f"{ratio:.2f} x the time", "<= 1.3", ratio <= 1.3,
        )
        self.downloads(daemon, client)
        self.sign_in_page(daemon)
        client.close()
        daemon.stop()

    # Downloads

    def downloads(self, daemon, client):
        content = papers.pdf() + b"% " + self.dice.randbytes(5 * MIB).hex().encode()
        document = client.upload([("grand.pdf", content)])["results"][0]["document"]
        web = self.folder / "nginx"
        web.mkdir()
        (web / "grand.pdf").write_bytes(content)
        port = free_port()
        certificate = key = daemon.folder / "state/tls/self-signed.pem"
        (web / "nginx.conf").write_text(
            f"daemon off; user root; worker_processes 2; pid {web}/pid; error_log {web}/error.log;\n"
            "events { worker_connections 256; }\n"
            f"http {{ access_log off; client_body_temp_path {web}/b; proxy_temp_path {web}/p; fastcgi_temp_path {web}/f;"
            f" uwsgi_temp_path {web}/u; scgi_temp_path {web}/s; sendfile on; server {{ listen 127.0.0.1:{port} ssl;"
            f" ssl_certificate {certificate}; ssl_certificate_key {key}; ssl_protocols TLSv1.3; root {web}; }} }}\n"
        )
        nginx = subprocess.Popen(["nginx", "-c", web / "nginx.conf", "-p", web], stderr=subprocess.DEVNULL)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

        def rate(url, *headers):
            text = call("wrk", "-t1", "-c4", "-d", "3s" if self.quick else "5s", *headers, url)
            value, unit = re.search(r"Transfer/sec:\s+([\d.]+)(\wB)", text).groups()
            if "Non-2xx" in text:
                raise RuntimeError(text)
            return float(value) * {"KB": 1 / 1024, "MB": 1, "GB": 1024}[unit]

        time.sleep(0.5)
        theirs, ours = interleaved(
            3 if self.quick else 5,
            lambda: rate(f"https://127.0.0.1:{port}/grand.pdf"),
            lambda: rate(f"https://127.0.0.1:{daemon.port}/documents/{document}/download", "-H", f"Cookie: {cookie}"),
        )
        nginx.terminate()
        nginx.wait()
        ratio = ours / theirs
        self.table.add(
            "download 10 MB over TLS", f"{ours:.0f} MB/s", f"{theirs:.0f} MB/s nginx", f"{ratio:.2f} x", ">= 0.7", ratio >= 0.7
        )

    def sign_in_page(self, daemon):
        text = call("hey", "-z", "15s", "-c", "8", "-q", "25", f"https://127.0.0.1:{daemon.port}/sign-in")
        slowest = float(re.search(r"99% in ([\d.]+) secs", text).group(1)) * 1000
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
        self.table.add(
            "sign-in page at 200/s, p99", f"{slowest:.1f} ms at {rate:.0f}/s", "-", "-", "<= 10 ms", slowest <= 10 and rate > 190
        )

    # Sealing

    def sealing(self):
        call(HERE / "build", "Sealing", CACHE / "sealing")

        def ours():
            return int(call(CACHE / "sealing/measure")) / 1e9

        def theirs():
            done = subprocess.run(
                ["openssl", "speed", "-evp", "aes-256-gcm", "-bytes", "65536", "-seconds", "3"], capture_output=True, text=True
            )
            return float(re.search(r"AES-256-GCM\s+([\d.]+)k", done.stdout, re.IGNORECASE).group(1)) * 1000 / 1e9

        base, seal = interleaved(3 if self.quick else 5, theirs, ours)
        self.table.add(
            "sealing, 64 KiB chunks", f"{seal:.2f} GB/s", f"{base:.2f} GB/s openssl speed", f"{seal / base:.2f} x", ">= 0.8",
            seal / base >= 0.8,
        )

    # Policy

    def policy(self):
        call(HERE / "build", "Policy", CACHE / "policy")
        nanoseconds = statistics.median(int(call(CACHE / "policy/measure")) for _ in range(3))
        self.table.add(
            "one decision of the policy", f"{nanoseconds / 1000:.2f} µs", "-", "-", "<= 5 µs", nanoseconds <= 5000)

    # Signing in

    def signing_in(self):
        daemon = self.daemon(
            "signing-in", {"signing-in.attempts": 100, "web.max-connections-per-address": 256})
        daemon.start()
        known = []
        for number in range(2 if self.quick else 8):
            daemon.add_beneficiary(f"connu.{number}")[0].close()
            known.append(f"connu.{number}")
        door = Door(daemon)
        exists, not_there = door.known_and_unknown(known, 20 * len(known))
        difference = abs(exists - not_there) / not_there
        self.table.add(
            "wrong password, known name", f"{exists * 1000:.1f} ms", f"{not_there * 1000:.1f} ms unknown name",
            f"{difference * 100:.2f} % apart", "<= 2 %", difference <= 0.02,
        )
        client = daemon.client()
        calm = statistics.median(door.page(client) for _ in range(50))
        during = []
        door.crowd(20, lambda: during.append(door.page(client)))
        delay = (max(during) - calm) * 1000
        self.table.add(
            "slowest page during 20 sign-ins", f"{max(during) * 1000:.1f} ms", f"{calm * 1000:.1f} ms without",
            f"{delay:.1f} ms later", "<= 50 ms", delay <= 50,
        )
        answers = door.crowd(80)
        refused = [answer for answer in answers if answer.status == 503]
        told = all(any(name.lower() == "retry-after" for name in answer.headers) for answer in refused)
        self.table.add(
            "80 sign-ins at once", f"{len(refused)} told to come back", f"{len(answers)} answered", "-", "503, Retry-After",
            bool(refused) and told,
        )
        client.close()
        daemon.stop()

    # Keys

    def rotation(self):
        safes = 5_000 if self.quick else 100_000
        daemon = self.daemon("rotation")
        call(self.binaries / "Population", "--config", daemon.config, "--safes", safes)
        daemon.start()
        slow, stop = [], threading.Event()

        def visitor():
            client = daemon.client()
            # Twenty pages a second: more would measure the visitor.
            while not stop.wait(0.05):
                begin = time.monotonic()
                client.get("/sign-in")
                slow.append(time.monotonic() - begin)
            client.close()

        thread = threading.Thread(target=visitor)
        thread.start()
        begin = time.monotonic()
        daemon.ctl("rotate-keys")
        elapsed = (time.monotonic() - begin) * 100_000 / safes
        stop.set()
        thread.join()
        self.table.add(
            "rotate-keys per 100,000 safes", f"{elapsed:.2f} s", f"{safes} safes measured",
            f"slowest page meanwhile {max(slow) * 1000:.0f} ms", "<= 5 s", elapsed <= 5,
        )
        daemon.stop()

    # People

    def people(self):
        count = 5_000
        daemon = self.daemon(
            "people",
            {"signing-in.second-factor-professionals": "offered", "signing-in.second-factor-managers": "offered"},
        )
        name, password = call(self.binaries / "Population", "--config", daemon.config, "--people", count).split()
        daemon.start()
        client = daemon.client()
        client.sign_in(name, password)

        def timed(path, rounds):
            times = []
            for _ in range(rounds):
                begin = time.monotonic()
                answer = client.get(path)
                times.append((time.monotonic() - begin) * 1000)
                if answer.status != 200:
                    raise RuntimeError(answer.status)
            return sorted(times)

        first = timed("/people", 1)[0]
        for title, path in (("list of 5,000 people", "/people"), ("one of them by name", "/people?find=art+4321")):
            times = timed(path, 20 if self.quick else 100)
            middle, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
            self.table.add(
                title, f"{middle:.0f} ms", "-", f"95 % under {slow:.0f} ms; first time {first:.0f} ms", "<= 50 ms", middle <= 50
            )
        client.close()
        daemon.stop()

    # Backups

    def backups(self):
        count = 2_000 if self.quick else 20_000
        daemon = self.daemon("backups")
        call(self.binaries / "Population", "--config", daemon.config, "--documents", count, "--size", 8192)
        repository = self.folder / "restic"
        environment = {**os.environ, "RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": str(repository), "RESTIC_CACHE_DIR": str(self.folder / "restic-cache")}
        call("restic", "init", env=environment)
        state = daemon.folder / "state"

        def timed(action):
            begin = time.monotonic()
            action()
            return time.monotonic() - begin

        def restic():
            call("restic", "backup", "--quiet", state / "blobs", state / "catalog.sqlite", env=environment)

        daemon.start().wait_for_scanner()
        first = timed(lambda: daemon.ctl("backup")), timed(restic)
        daemon.stop()
        call(self.binaries / "Population", "--config", daemon.config, "--documents", count // 100, "--size", 8192)
        daemon.start().wait_for_scanner()
        second = timed(lambda: daemon.ctl("backup")), timed(restic)
        daemon.stop()
        for name, (ours, theirs), goal in (("first", first, None), ("second, 1 % new", second, 0.3)):
            ratio = ours / theirs
            self.table.add(
                f"backup of {count} documents, {name}", f"{ours:.2f} s", f"{theirs:.2f} s restic", f"{ratio:.2f} x",
                f"<= {goal}" if goal else "-", goal is None or ratio <= goal,
            )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--quick", action="store_true", help="smaller sets, fewer rounds")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part alone")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vaultd-bench-") as folder:
        bench = Bench(arguments.binaries, folder, arguments.quick)
        for part in arguments.only or PARTS:
            print(f"{part} …", flush=True)
            getattr(bench, part)()
        print()
        bench.table.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
