"""A virtual machine with Debian's kernel, a read-only system disk and a data disk, which can be unplugged."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".build" / "power-tests"
MODULES = ["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk",
           "failover", "net_failover", "virtio_net"]


def fetch_kernel():
    """Debian's cloud kernel, downloaded once and unpacked, never installed."""
    folder = CACHE / "kernel"
    if not list(folder.glob("boot/vmlinuz-*")):
        folder.mkdir(parents=True, exist_ok=True)
        depends = subprocess.run(
            ["apt-cache", "depends", "linux-image-cloud-amd64"], check=True, capture_output=True, text=True
        ).stdout
        package = re.search(r"Depends: (linux-image-[0-9]\S*)", depends).group(1)
        subprocess.run(["apt-get", "download", "-q", package], cwd=CACHE, check=True)
        archive = next(CACHE.glob(f"{package}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
    return folder


def build_initramfs(kernel):
    folder = CACHE / "initramfs"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("bin", "modules", "proc", "sys", "dev", "root"):
        (folder / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", folder / "bin/busybox")
    shutil.copy(HERE / "guest_init", folder / "init")
    os.chmod(folder / "init", 0o755)
    order = []
    for module in MODULES:
        found = list(kernel.glob(f"lib/modules/*/kernel/**/{module}.ko"))
        if found:
            shutil.copy(found[0], folder / "modules" / found[0].name)
            order.append(found[0].name)
    (folder / "modules/order").write_text("\n".join(order) + "\n")
    archive = CACHE / "initramfs.cpio"
    with open(archive, "wb") as out:
        names = subprocess.run(["find", "."], cwd=folder, check=True, capture_output=True).stdout
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=folder, input=names, stdout=out, check=True)
    return archive


def build_system_disk(binaries):
    """The daemon, the tool and every library they load."""
    folder = CACHE / "system"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("bin", "data", "proc", "dev", "tmp", "usr/share/misc"):
        (folder / name).mkdir(parents=True)
    for name in ("vaultd", "vaultctl"):
        subprocess.run(["strip", "-o", folder / "bin" / name, Path(binaries) / name], check=True)
        loaded = subprocess.run(["ldd", Path(binaries) / name], check=True, capture_output=True, text=True).stdout
        for library in re.findall(r"(/\S+) \(0x", loaded):
            target = folder / library.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copy(library, target)
    shutil.copy(os.path.realpath("/usr/share/misc/magic.mgc"), folder / "usr/share/misc/magic.mgc")
    shutil.copytree("/usr/share/zoneinfo", folder / "usr/share/zoneinfo", symlinks=True)
    shutil.copytree(ROOT / "Sources/vaultd/Resources", folder / "resources")
    return make_disk(CACHE / "system.img", folder, megabytes=1024)


def make_disk(image, folder, megabytes):
    image.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", folder, image, f"{megabytes}M"], check=True)
    return image


class Machine:
    """Started with `start`, unplugged with `cut`."""

    def __init__(self, kernel, initramfs, system, data, port):
        self.kernel = next(kernel.glob("boot/vmlinuz-*"))
        self.initramfs, self.system, self.data, self.port = initramfs, system, data, port
        self.console = data.with_suffix(".console")
        self.process = None

    def start(self):
        self.console.write_text("")
        self.process = subprocess.Popen(
            [
                "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "qemu64,+aes,+ssse3,+sse4.1,+sse4.2,+popcnt,+pclmulqdq",
                "-smp", "2", "-m", "2048", "-nographic", "-no-reboot", "-monitor", "none",
                "-serial", f"file:{self.console}",
                "-kernel", self.kernel, "-initrd", self.initramfs,
                "-append", "console=ttyS0 quiet tsc=unstable no_timer_check panic=-1 mitigations=off",
                "-drive", f"file={self.system},if=virtio,format=raw,readonly=on",
                "-drive", f"file={self.data},if=virtio,format=raw,cache=writeback",
                "-netdev", f"user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:{self.port}-10.0.2.15:8443",
                "-device", "virtio-net-pci,netdev=n",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
        )

    def wait_until(self, words, wait=300):
        """Waits for words on the console."""
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if words in self.log():
                return
            if self.process.poll() is not None:
                raise RuntimeError("the machine ended:\n" + self.log()[-3000:])
            time.sleep(0.1)
        raise RuntimeError(f"no '{words}' in {wait} s:\n" + self.log()[-3000:])

    def log(self):
        return self.console.read_text(errors="replace")

    def cut(self):
        """What was not on the disk is gone: the guest's memory dies with the process."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
