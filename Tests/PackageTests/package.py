"""Makes the machine, brings package and checks into it, and runs them there."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import ROOT, Machine


def newest(folder):
    found = sorted(Path(folder).glob("vaultd_*.deb"), key=lambda path: path.stat().st_mtime)
    if not found:
        sys.exit(f"package tests: no vaultd_*.deb in {folder}; make deb")
    return found[-1]


def older(package, target):
    """The same files under an older version, where no earlier build is at hand."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
        control = tree / "DEBIAN/control"
        text = control.read_text()
        version = next(line for line in text.splitlines() if line.startswith("Version: "))
        control.write_text(text.replace(version, version + "~previous"))
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", "-Znone", tree, target], check=True, stdout=subprocess.DEVNULL)


def main():
    arguments = argparse.ArgumentParser(description="Holds the package to its promises on a booted Debian 12.")
    arguments.add_argument("folder", help="holds vaultd_*.deb")
    arguments.add_argument("--previous", help="the build to upgrade from")
    arguments.add_argument("--keep", action="store_true", help="leave the machine running")
    arguments.add_argument("checks", nargs="*", help="only those whose names contain one of these words")
    choice = arguments.parse_args()
    package = newest(choice.folder)

    machine = Machine("machine")
    machine.make()
    machine.fetch_dependencies(package)
    tests = machine.root / "opt/tests"
    for name in ("PackageTests", "Support"):
        shutil.copytree(ROOT / "Tests" / name, tests / name)
    shutil.copy(package, tests / "vaultd.deb")
    if choice.previous:
        shutil.copy(choice.previous, tests / "previous.deb")
    else:
        older(package, tests / "previous.deb")
    try:
        machine.boot()
        done = machine.run(
            "python3", "-B", "/opt/tests/PackageTests/inside.py", *choice.checks, check=False, timeout=3000, capture=False)
        if choice.keep:
            print(f"the machine runs: nsenter -t {machine.leader} -a bash")
            machine.process = None
        return done.returncode
    finally:
        machine.stop()


if __name__ == "__main__":
    sys.exit(main())
