"""The life of the package, in order: each check is a promise, and leaves the service running."""

import json
import os
import signal
import socket
import time

from guest import *  # noqa: F403

CHECKS = []
SHARED = {}


def promise(check):
    """Adds a check. One that installs or removes is left out where there is no package to do it with."""
    check.needs_package = "PACKAGE" in check.__code__.co_names or "PREVIOUS" in check.__code__.co_names
    CHECKS.append(check)
    return check


@promise
def the_installation_asks_nothing_and_ends_with_a_serving_daemon():
    begun = time.monotonic()
    apt("install", str(PREVIOUS))
    until(serves, 15)
    SHARED["first answer"] = time.monotonic() - begun
    # At most 15 s on a machine with nothing else to do; a figure and no verdict, since this one may have.
    print(f"    from apt to the first HTTPS answer: {SHARED['first answer']:.1f} s")
    for unit in UNITS:
        assert is_active(unit), unit
    assert property_of("vaultd.service", "Type") == "notify"


@promise
def the_first_line_of_the_journal_says_what_to_do_next():
    lines = journal()
    assert "What to do next: vaultctl doctor" in lines, lines
    explained = sh("journalctl -u vaultd -x --no-pager").stdout
    assert "The digital safe serves" in explained, "the catalogue of messages is not used"


@promise
def the_key_file_is_made_at_the_first_start_and_is_the_services_alone():
    facts = os.stat(KEY)
    assert facts.st_mode & 0o777 == 0o400, oct(facts.st_mode)
    assert facts.st_uid == int(sh("id -u vaultd").stdout)
    assert os.stat(KEY.parent).st_mode & 0o777 == 0o700


@promise
def the_certificate_names_the_host_and_plain_http_leads_to_https():
    text = sh("openssl x509 -noout -text", stdin=served_certificate()).stdout
    assert "DNS:coffre" in text, text
    answer = sh("curl -s -o /dev/null -w '%{http_code} %{redirect_url}' http://localhost/").stdout
    assert answer.startswith("308 https://") or answer.startswith("301 https://"), answer


@promise
def without_signatures_uploads_are_refused_and_the_doctor_says_why():
    done = ctl("doctor", check=False)
    failures = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert len(failures) == 1 and "no virus signatures" in failures[0], done.stdout


@promise
def signatures_that_are_still_being_written_are_left_alone():
    half = SIGNATURES / "tmp.0123456789"
    half.mkdir()
    (half / "daily.cvd.part").write_bytes(b"ClamAV-VDB:half")
    ctl("reload")
    assert serves() and not uploads_open()
    sh(f"rm -r {half}")


@promise
def signatures_are_taken_over_without_a_restart():
    before = running_pid()
    write_test_signatures()
    ctl("reload")
    until(uploads_open, 60)
    assert main_pid() == before


@promise
def the_test_virus_is_refused_and_a_paper_is_kept():
    client, SHARED["password"] = add_person("nour.paquet")
    eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    results = client.upload([("virus.txt", eicar.encode())])
    assert client.document_ids() == [], results
    client.upload([("papier.txt", "Attestation de domiciliation".encode())])
    SHARED["document"] = client.document_ids()[0]
    assert client.download(SHARED["document"]) == "Attestation de domiciliation".encode()
    client.close()


def wrong(report):
    """What the doctor finds wrong, but for the test signatures."""
    return [f for f in report["findings"]
            if f["level"] in ("failure", "warning") and "trying vaultd out" not in f["text"]]


@promise
def the_doctor_finds_nothing_wrong_and_asks_who_answers_for_the_service():
    ctl("backup")
    report = json.loads(ctl("doctor", "--json", check=False).stdout)
    assert not wrong(report), wrong(report)
    for key in ("texts.provider", "texts.dpo-contact"):
        assert any(f["level"] == "note" and f["text"].startswith(f"{key} is empty") for f in report["findings"]), key


@promise
def the_sandboxes_score_at_most_1_5():
    for unit, most in (("vaultd.service", 0.5), ("vaultd-post@check.service", 1.5)):
        score = sh(f"systemd-analyze security {unit} --no-pager | tail -1").stdout.strip()
        print(f"    {score}")
        value = float(score.split(f"level for {unit}: ")[1].split()[0])
        assert value <= most, score


def with_mail(body):
    """Runs `body` with a mail server on this machine, which the settings name as an operator would write it."""
    server = MailServer()
    text = SETTINGS.read_text()
    sh(f"install -m 0640 -g vaultd-post /dev/stdin {PASSWORDS}/password", stdin="Geheim 7\n")
    named = (f"\nmail:\n  server: localhost\n  port: {server.port}\n  security: off\n  from: coffre@example.org\n"
             f"  user: coffre\n  password-file: {PASSWORDS}/password\n")
    assert "\nmail:\n" in text
    SETTINGS.write_text(text.replace("\nmail:\n", named))
    try:
        sh("systemctl restart vaultd.service")
        until(uploads_open, 60)
        body(server)
    finally:
        server.stop()
        SETTINGS.write_text(text)
        sh(f"rm -f {PASSWORDS}/password; systemctl start vaultd-post.socket; systemctl restart vaultd.service")
        until(uploads_open, 60)


@promise
def mail_leaves_by_a_unit_without_keys_and_the_daemon_has_no_network():
    def body(server):
        since = now()
        report = json.loads(ctl("doctor", "--json", check=False).stdout)
        assert any(f["level"] == "ok" and "email: can be sent" in f["text"] for f in report["findings"]), report
        assert not wrong(report), wrong(report)
        ctl("notices", "test", "--email", "ops@example.org", "--language", "en")
        assert len(server.messages) == 1 and "To: <ops@example.org>" in server.messages[0], server.messages
        assert "This is a test message." in server.messages[0], server.messages
        assert server.logins == [["coffre", "Geheim 7"]], server.logins
        assert property_of("vaultd.service", "PrivateNetwork") == "yes"
        assert property_of("vaultd.service", "RestrictAddressFamilies") == "AF_UNIX"
        inside = os.readlink(f"/proc/{running_pid()}/ns/net")
        assert inside != os.readlink("/proc/self/ns/net"), "the daemon is on the machine's network"
        lines = journal(since) + journal(since, unit="vaultd-post@*")
        for secret in ("ops@", "Geheim", "test message"):
            assert secret not in lines, lines

    with_mail(body)


@promise
def without_its_socket_or_its_password_mail_waits_and_the_doctor_says_why():
    def body(server):
        sh("systemctl stop vaultd-post.socket")
        assert not POST.exists()
        done = ctl("notices", "test", "--email", "ops@example.org", check=False)
        assert done.returncode == 75 and "noPost" in done.stderr and "vaultd-post.socket" in done.stderr, done.stderr
        assert any("nobody listens" in alert["message"] for alert in status()["alerts"]), status()
        doctor = ctl("doctor", check=False)
        assert doctor.returncode == 2 and "cannot leave" in doctor.stdout, doctor.stdout
        sh("systemctl start vaultd-post.socket")
        sh(f"chown root:root {PASSWORDS}/password; chmod 0600 {PASSWORDS}/password")
        doctor = ctl("doctor", check=False)
        assert doctor.returncode == 2 and "the password file cannot be read" in doctor.stdout, doctor.stdout
        sh(f"chgrp vaultd-post {PASSWORDS}/password; chmod 0640 {PASSWORDS}/password")
        # The message that waited goes by itself.
        until(lambda: server.messages, 90, "the message that waited")

    with_mail(body)


@promise
def the_unit_that_sends_sees_neither_keys_nor_safes():
    user = "runuser -u vaultd-post --"
    for path in (KEY, STATE / "catalog.sqlite", POST):
        assert sh(f"{user} test -r {path}", check=False).returncode != 0, path
    assert sh(f"{user} test -r {PASSWORDS}", check=False).returncode == 0
    assert sh(f"{user} vaultctl status", check=False).returncode == 3
    with socket.socket(socket.AF_UNIX) as held:
        held.connect(str(POST))
        assert held.recv(64).startswith(b"vaultd-post "), "no greeting"
        names = sh("systemctl list-units --plain --no-legend 'vaultd-post@*.service'").stdout.split()
        pid = int(property_of(names[0], "MainPID"))
        facts = open(f"/proc/{pid}/status").read()
        number = sh("id -u vaultd-post").stdout.strip()
        assert f"Uid:\t{number}\t{number}\t{number}\t{number}" in facts, facts
        assert "CapEff:\t0000000000000000" in facts and "NoNewPrivs:\t1" in facts and "Seccomp:\t2" in facts, facts
        for path in (KEY.parent, STATE, POST.parent):
            assert os.listdir(f"/proc/{pid}/root{path}") == [], path
    until(lambda: not sh("systemctl list-units --plain --no-legend 'vaultd-post@*.service'").stdout, 30, "its end")


@promise
def inside_the_sandbox_the_scanner_has_a_tmpfs_and_nothing_else_can_be_written():
    pid = running_pid()
    mounts = open(f"/proc/{pid}/mountinfo").read()
    assert any(" /run/vaultd-scan " in line and " tmpfs " in line for line in mounts.splitlines()), "no tmpfs"
    limits = open(f"/proc/{pid}/limits").read()
    assert "Max core file size 0 0 bytes" in " ".join(limits.split()), limits
    facts = open(f"/proc/{pid}/status").read()
    assert "CapEff:\t0000000000000000" in facts and "NoNewPrivs:\t1" in facts and "Seccomp:\t2" in facts, facts
    names = {line.split()[4]: line.split()[5] for line in mounts.splitlines()}
    assert "ro" in names["/"].split(","), names["/"]
    assert property_of("vaultd.service", "MemorySwapMax") == "0"


@promise
def a_snapshot_is_made_and_read_back():
    ctl("backup")
    ctl("backup", "verify", "latest")


@promise
def the_master_key_can_be_rotated_inside_the_sandbox():
    ctl("rotate-keys", "--yes")
    client = signed_in("nour.paquet", SHARED["password"])
    assert client.download(SHARED["document"])
    client.close()


@promise
def a_restart_refuses_none_of_1000_connections():
    load = Load(1000).start()
    for share in (150, 400, 650):
        until(lambda: load.done() >= share, 120)
        sh("systemctl restart vaultd.service")
    load.finish()
    worst = max(load.waits)
    print(f"    3 restarts, {len(load.waits)} answered, {len(load.failures)} failed, the longest wait {worst:.2f} s")
    assert not load.failures, load.failures[:5]


@promise
def a_certificate_is_installed_live_and_outlives_a_restart():
    sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /tmp/k.pem -out /tmp/c.pem -days 90 "
       "-subj /CN=safe.example.org -addext subjectAltName=DNS:safe.example.org -addext extendedKeyUsage=serverAuth "
       "-addext keyUsage=digitalSignature -addext basicConstraints=critical,CA:FALSE")
    before, pid = served_certificate(), running_pid()
    ctl("tls", "install", "--certificate", "/tmp/c.pem", "--key", "/tmp/k.pem")
    after = served_certificate()
    assert after != before and main_pid() == pid
    sh("systemctl restart vaultd.service")
    assert served_certificate() == after


@promise
def a_certificate_that_does_not_fit_is_refused_and_the_old_one_stays():
    before = served_certificate()
    sh("openssl ecparam -genkey -name prime256v1 -noout -out /tmp/other.pem")
    done = ctl("tls", "install", "--certificate", "/tmp/c.pem", "--key", "/tmp/other.pem", check=False)
    assert done.returncode != 0 and "key of another certificate" in done.stderr, done.stderr
    done = ctl("tls", "install", "--certificate", "/etc/passwd", "--key", "/tmp/k.pem", check=False)
    assert done.returncode != 0, done.stdout
    assert served_certificate() == before


@promise
def the_hook_for_certbot_installs_what_certbot_renewed():
    sh("mkdir -p /tmp/live && cp /tmp/c.pem /tmp/live/fullchain.pem && cp /tmp/k.pem /tmp/live/privkey.pem")
    sh("RENEWED_LINEAGE=/tmp/live sh /usr/share/doc/vaultd/examples/certbot-deploy-hook")


@promise
def certbot_gets_and_renews_a_certificate_while_port_80_goes_on_leading_to_https():
    apt("install", "certbot", "pebble")
    with open("/etc/hosts", "a") as hosts:
        hosts.write("127.0.0.1 safe.example.org\n")
    sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /tmp/acme.key -out /tmp/acme.pem "
       "-days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost")
    with open("/tmp/pebble.json", "w") as file:
        json.dump({"pebble": {
            "listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000",
            "certificate": "/tmp/acme.pem", "privateKey": "/tmp/acme.key", "httpPort": 80, "tlsPort": 443,
            "certificateValidityPeriod": 7776000}}, file)
    sh("systemd-run --unit=pebble --setenv=PEBBLE_VA_NOSLEEP=1 --setenv=PEBBLE_WFE_NONCEREJECT=0 "
       "pebble -config /tmp/pebble.json")
    until(lambda: sh("curl -s --cacert /tmp/acme.pem https://localhost:14000/dir", check=False).returncode == 0, 30)
    hook = "/etc/letsencrypt/renewal-hooks/deploy/vaultd"
    sh(f"install -D -m 0755 /usr/share/doc/vaultd/examples/certbot-deploy-hook {hook}")
    certbot = "REQUESTS_CA_BUNDLE=/tmp/acme.pem certbot --server https://localhost:14000/dir --non-interactive "
    before, pid = served_certificate(), running_pid()
    sh(certbot + f"certonly --webroot --webroot-path /run/vaultd-acme -d safe.example.org --deploy-hook {hook} "
       "--agree-tos --register-unsafely-without-email")
    issued = served_certificate()
    assert issued != before and "safe.example.org" in sh("openssl x509 -noout -text", stdin=issued).stdout
    sh(certbot + "renew --force-renewal --no-random-sleep-on-renew")
    assert served_certificate() != issued, "the renewal did not reach the running service"
    assert running_pid() == pid
    answer = sh("curl -s -o /dev/null -w '%{redirect_url}' http://localhost/.well-known/acme-challenge/none").stdout
    assert answer.startswith("https://"), answer
    sh("systemctl stop pebble")


@promise
def the_service_comes_back_after_a_kill():
    before = running_pid()
    os.kill(before, signal.SIGKILL)
    # What it had accepted already is lost with it.
    until(lambda: not os.path.exists(f"/proc/{before}"), 10, "the end of the process")
    # The socket is open all the while, so this connection simply waits.
    assert healthy_answer(timeout=60) == 200
    assert main_pid() not in (0, before)
    client = signed_in("nour.paquet", SHARED["password"])
    assert client.download(SHARED["document"])
    client.close()


@promise
def a_daemon_that_hangs_is_replaced_by_the_watchdog():
    folder = "/run/systemd/system/vaultd.service.d"
    sh(f"mkdir -p {folder} && printf '[Service]\\nWatchdogSec=3\\n' >{folder}/watchdog.conf && systemctl daemon-reload")
    sh("systemctl restart vaultd.service")
    before = running_pid()
    os.kill(before, signal.SIGSTOP)
    until(lambda: main_pid() not in (0, before), 60, "the watchdog")
    assert serves()
    sh(f"rm -r {folder} && systemctl daemon-reload && systemctl reset-failed vaultd.service && systemctl restart vaultd.service")


@promise
def systemctl_reload_waits_for_the_reload_and_says_when_it_is_refused():
    sh("systemctl reload vaultd.service")
    text = SETTINGS.read_text()
    SETTINGS.write_text(text + "\nno-such-setting: 1\n")
    try:
        assert sh("systemctl reload vaultd.service", check=False).returncode != 0
        assert serves()
    finally:
        SETTINGS.write_text(text)
    sh("systemctl reload vaultd.service")


@promise
def an_upgrade_refuses_no_connection_and_keeps_everything():
    before = running_pid()
    load = Load(300).start()
    until(lambda: load.done() >= 50, 120)
    apt("install", str(PACKAGE))
    assert running_pid() != before, "the old version still runs"
    load.finish()
    print(f"    {len(load.waits)} answered, {len(load.failures)} failed, the longest wait {max(load.waits):.2f} s")
    assert not load.failures, load.failures[:5]
    client = signed_in("nour.paquet", SHARED["password"])
    assert client.download(SHARED["document"])
    client.close()


@promise
def a_restore_as_root_gives_a_store_that_the_service_can_open():
    sh("systemctl stop 'vaultd*'")
    sh(f"mv {STATE} {STATE}.old")
    ctl("restore", "--from", f"{STATE}.old/backups")
    start()
    until(serves, 30)
    client = signed_in("nour.paquet", SHARED["password"])
    assert client.download(SHARED["document"])
    client.close()
    sh(f"rm -r {STATE}.old")


@promise
def members_of_the_group_may_use_vaultctl_and_others_may_not():
    sh("useradd --groups vaultadm operatrice; useradd stranger")
    assert sh("runuser -u operatrice -- vaultctl status", check=False).returncode in (0, 1)
    done = sh("runuser -u stranger -- vaultctl status", check=False)
    assert done.returncode == 3 and "vaultadm" in done.stderr, done.stderr


@promise
def manual_pages_and_completions_are_there():
    for page in ("man1/vaultctl.1.gz", "man8/vaultd.8.gz", "man5/vaultd.yaml.5.gz"):
        assert os.path.exists(f"/usr/share/man/{page}") or "path-exclude" in sh("cat /etc/dpkg/dpkg.cfg.d/*", check=False).stdout
    sh("bash -n /usr/share/bash-completion/completions/vaultctl")


@promise
def a_removal_keeps_all_data_and_a_new_installation_finds_it():
    apt("remove", "vaultd")
    assert refused() and KEY.exists() and (STATE / "catalog.sqlite").exists()
    apt("install", str(PACKAGE))
    until(serves, 15)
    client = signed_in("nour.paquet", SHARED["password"])
    assert client.download(SHARED["document"])
    client.close()


@promise
def a_purge_without_an_answer_keeps_safes_and_keys():
    key = KEY.read_bytes()
    done = apt("purge", "vaultd")
    assert "kept /var/lib/vaultd" in done.stdout + done.stderr, done.stdout + done.stderr
    assert KEY.read_bytes() == key and (STATE / "catalog.sqlite").exists()
    apt("install", str(PACKAGE))
    until(serves, 15)
    signed_in("nour.paquet", SHARED["password"]).close()


@promise
def a_purge_with_a_yes_deletes_them():
    assert PACKAGE.exists()
    sh("debconf-set-selections", stdin="vaultd vaultd/purge_data boolean true\n")
    apt("purge", "vaultd")
    assert not STATE.exists() and not KEY.exists()
