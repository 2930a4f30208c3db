"""Runs the checks on this machine, which they change. Usage: inside.py [WORD …]: only checks whose names have one.

Beside `vaultd.deb` it goes through the whole life of the package; without it, through what an installed one must do."""

import sys
import time
import traceback

import bad_inputs  # noqa: F401
import guest
import promises


def main():
    words = sys.argv[1:]
    failed = 0
    checks = [check for check in promises.CHECKS if guest.PACKAGE.exists() or not check.needs_package]
    checks = [check for check in checks if not words or any(word in check.__name__ for word in words)]
    for number, check in enumerate(checks, 1):
        name = check.__name__.replace("_", " ")
        begun = time.monotonic()
        try:
            check()
            print(f"ok {number} - {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            for line in traceback.format_exc().splitlines() + guest.journal().splitlines()[-15:]:
                print(f"    # {line}", flush=True)
            if number == 1:
                break  # Nothing else makes sense then.
    print(f"{number - failed} of {len(checks)} promises held", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
