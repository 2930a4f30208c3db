"""What `make run` promises. Its demo structure is made through the pages, so a page that changes can break it."""

import subprocess
from pathlib import Path

from daemon import free_port
from vault_client import VaultClient

SCRIPT = Path(__file__).resolve().parents[2] / "packaging/development/run"


def test_the_demo_starts_and_each_of_its_people_comes_in(request, tmp_path):
    port = free_port()
    run = subprocess.Popen(
        [SCRIPT, request.config.getoption("--binaries"), tmp_path / "run", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    said, people = [], {}
    try:
        for line in run.stdout:
            said.append(line)
            if line.startswith("sign-in: "):
                _, role, identifier, password = line.split()
                people[role] = (identifier, password)
            if len(people) == 3:
                break
        assert set(people) == {"beneficiary", "professional", "manager"}, "".join(said)
        assert f"address: https://localhost:{port}\n" in said
        assert any(line.startswith("control: ") for line in said)
        for identifier, password in people.values():
            client = VaultClient("127.0.0.1", port)
            client.sign_in(identifier, password)
            client.close()
    finally:
        run.terminate()
        run.communicate(timeout=60)
    assert run.returncode == 0
