import secrets
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Support"))

from browser import Browser  # noqa: E402
from daemon import Daemon  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--binaries", required=True)
    parser.addoption("--pictures", default=None, help="a folder for screenshots")


@pytest.fixture(scope="session")
def daemon(request):
    with tempfile.TemporaryDirectory(prefix="vaultd-browser-") as folder:
        running = Daemon(request.config.getoption("--binaries"), folder)
        running.prepare()
        try:
            running.start().wait_for_scanner()
            yield running
            running.stop()
        finally:
            running.end()


@pytest.fixture
def person(daemon):
    """A new beneficiary: identifier and password."""
    identifier = f"nour.{secrets.token_hex(5)}"
    client, password = daemon.add_beneficiary(identifier)
    client.close()
    return identifier, password


@pytest.fixture(params=["phone", "desk"])
def browser(request, daemon, tmp_path):
    driver = Browser(daemon, tmp_path, width={"phone": 360, "desk": 1280}[request.param])
    yield driver
    driver.quit()


@pytest.fixture
def plain_browser(daemon, tmp_path):
    """A browser whose script is switched off."""
    driver = Browser(daemon, tmp_path, width=360, script=False)
    yield driver
    driver.quit()
