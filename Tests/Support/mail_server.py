"""A real SMTP server for tests. Prints `ready PORT`, then one line of JSON for each message it takes.

Usage: mail_server.py MODE CERTIFICATE KEY
MODE: starttls, tls, plain, and on top of starttls: later (451 once), refuse (550), cut (ends the connection in the
middle of a message), slow-start, slow-end (says nothing for a long time, before or after the message).
"""

import asyncio
import email
import email.policy
import json
import os
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"vaultd", "Très secret 7".encode()


class Handler:
    def __init__(self, mode):
        self.mode = mode
        self.attempts = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.attempts += 1
        if self.mode == "later" and self.attempts == 1:
            return "451 4.7.1 Come back later"
        if self.mode == "refuse":
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if self.mode == "slow-start":
            await asyncio.sleep(600)
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        if self.mode == "cut":
            server.transport.abort()
            return "250 never said"
        if self.mode == "slow-end":
            await asyncio.sleep(600)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        said = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in message.items()],
            "body": message.get_body().get_content(),
            "tls": session.ssl is not None or self.mode == "tls",
            "user": (session.auth_data or b"").decode() if session.authenticated else None,
        }
        print(json.dumps(said), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == USER and data.password == PASSWORD
    return AuthResult(success=right, handled=right, auth_data=data.login)


async def main(mode, certificate, key):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    handler = Handler(mode)
    secured = mode not in ("plain", "tls")

    def make():
        return SMTP(
            handler, hostname="localhost", tls_context=tls if secured else None, require_starttls=secured,
            authenticator=authenticate, auth_required=mode != "plain", auth_require_tls=secured, enable_SMTPUTF8=True,
            timeout=3600,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls if mode == "tls" else None)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


# It ends with the one who started it.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
asyncio.run(main(*sys.argv[1:4]))
