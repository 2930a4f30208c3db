"""What goes wrong on real machines: the installation does not fail half-configured, the service says what is wrong,
nothing is overwritten."""

import os
import time

from guest import *  # noqa: F403
from promises import promise


def installed():
    return sh(["dpkg-query", "-W", "-f=${Status}", "vaultd"]).stdout == "install ok installed"


@promise
def a_taken_port_443_does_not_fail_the_installation_and_its_holder_is_named():
    other = listener(443)
    try:
        done = apt("install", str(PACKAGE))
        assert installed()
        assert "port 443 is taken by python3" in done.stdout + done.stderr, done.stdout + done.stderr
        assert not is_active("vaultd.service")
        doctor = ctl("doctor", check=False)
        assert doctor.returncode == 2 and "port 443 is taken by python3" in doctor.stdout, doctor.stdout
        until(lambda: "port 443 is taken" in journal(unit="vaultd-doctor"), 20, "the doctor in the journal")
    finally:
        other.kill()
        other.wait()
    start()
    until(serves, 15)


@promise
def a_taken_port_80_costs_only_the_redirect():
    sh("systemctl stop 'vaultd*'")
    other = listener(80)
    try:
        start()
        assert serves()
        assert "port 80 is taken" in ctl("doctor", check=False).stdout
    finally:
        other.kill()
        other.wait()
    sh("systemctl stop vaultd.service")
    start("vaultd-http.socket")


@promise
def a_machine_without_ipv6_is_served_over_ipv4():
    sh("systemctl stop 'vaultd*'")
    off = "/proc/sys/net/ipv6/conf/all/disable_ipv6"
    try:
        with open(off, "w") as file:
            file.write("1")
        start()
        assert sh("curl -4 -sk -o /dev/null -w '%{http_code}' https://127.0.0.1/health").stdout == "200"
    finally:
        with open(off, "w") as file:
            file.write("0")
    sh("systemctl stop 'vaultd*'")
    start()


@promise
def a_missing_key_file_locks_the_service_and_is_never_replaced():
    write_test_signatures()
    sh(f"mv {KEY} /root/kept.keys")
    catalog = (STATE / "catalog.sqlite").stat().st_ino
    since = now()
    sh("systemctl restart vaultd.service")
    assert not KEY.exists(), "a new key was made beside a store"
    assert healthy_answer() == 503
    assert status()["store"] == "locked"
    assert "key file" in journal(since)
    doctor = ctl("doctor", check=False)
    assert doctor.returncode == 2 and "key file" in doctor.stdout, doctor.stdout
    assert (STATE / "catalog.sqlite").stat().st_ino == catalog
    sh(f"mv /root/kept.keys {KEY}")
    sh("systemctl reload vaultd.service")
    until(serves, 15)


@promise
def a_broken_settings_file_at_an_upgrade_does_not_fail_it_and_is_named():
    text = SETTINGS.read_text()
    SETTINGS.write_text("web:\n  port: many\n")
    since = now()
    try:
        done = apt("install", "--reinstall", str(PACKAGE))
        assert installed()
        assert SETTINGS.read_text() == "web:\n  port: many\n", "the operator's file was replaced"
        assert "web.port" in done.stdout + done.stderr, done.stdout + done.stderr
        assert not is_active("vaultd.service")
        assert "web.port" in journal(since)
        assert property_of("vaultd.service", "NRestarts") == "0", "it was started again and again"
    finally:
        SETTINGS.write_text(text)
    sh("systemctl restart vaultd.service")
    assert serves()


@promise
def a_copy_of_the_machine_is_told_that_it_shares_its_keys():
    own = open("/etc/machine-id").read()
    try:
        with open("/etc/machine-id", "w") as file:
            file.write("0123456789abcdef0123456789abcdef\n")
        sh("systemctl restart vaultd.service")
        assert serves()
        assert "made on another machine" in ctl("doctor", check=False).stdout
    finally:
        with open("/etc/machine-id", "w") as file:
            file.write(own)
    sh("systemctl restart vaultd.service")
    assert "made on another machine" not in ctl("doctor", check=False).stdout


def on_a_disk_of_its_own(size, body):
    """Runs `body` with the state on a small file system, which it may fill or close."""
    sh("systemctl stop 'vaultd*'")
    sh(f"mount -t tmpfs -o size={size},mode=0700,uid=vaultd,gid=vaultd tmpfs /mnt && cp -a {STATE}/. /mnt/ && "
       f"mount --move /mnt {STATE} 2>/dev/null || mount --bind /mnt {STATE}")
    try:
        body()
    finally:
        sh("systemctl stop 'vaultd*'")
        sh(f"umount {STATE}; umount /mnt 2>/dev/null || true")
        start()
        until(serves, 15)


@promise
def a_read_only_var_is_named_and_nothing_is_half_done():
    def body():
        sh(f"mount -o remount,ro {STATE}")
        sh("systemctl reset-failed 'vaultd*'; systemctl start vaultd.service", check=False)
        doctor = ctl("doctor", check=False)
        assert doctor.returncode == 2 and "read-only" in doctor.stdout.lower(), doctor.stdout

    on_a_disk_of_its_own("64M", body)


@promise
def a_full_var_is_named_and_what_is_there_can_still_be_read():
    def body():
        with open(STATE / "filler", "wb") as file:
            try:
                while True:
                    file.write(b"x" * 65536)
            except OSError:
                pass
        sh("systemctl reset-failed 'vaultd*'; systemctl start vaultd.service", check=False)
        doctor = ctl("doctor", check=False)
        assert doctor.returncode == 2 and str(STATE) in doctor.stdout, doctor.stdout
        assert healthy_answer() in (200, 503)

    on_a_disk_of_its_own("64M", body)


@promise
def nothing_was_written_where_it_should_not_be():
    strange = [name for name in os.listdir("/etc/vaultd") if name not in ("vaultd.yaml", "keys", "post")]
    assert strange == [], strange
    assert os.listdir(KEY.parent) == [KEY.name], os.listdir(KEY.parent)
