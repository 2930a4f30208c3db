"""A browser without a screen: speaks to vaultd's pages over HTTPS, as a phone would, with forms and cookies."""

import html
import http.client
import json
import re
import ssl
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode


class Refused(Exception):
    """The service answered, and said no."""

    def __init__(self, status, body):
        super().__init__(f"status {status}: {body[:200]!r}")
        self.status = status
        self.body = body


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


@dataclass
class VaultClient:
    """One person at one browser. Not for use by several threads: `twin()` gives each its own connection."""

    host: str
    port: int
    cookies: dict = field(default_factory=dict)
    timeout: float = 60
    _connection: http.client.HTTPSConnection = None

    def twin(self):
        return VaultClient(self.host, self.port, self.cookies, self.timeout)

    def _connect(self):
        if self._connection is None:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self._connection = http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout, context=context)
        return self._connection

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def request(self, method, path, body=None, headers=None):
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "fr"}
        if method != "GET":
            sent["Origin"] = f"https://{self.host}:{self.port}"
            sent["Sec-Fetch-Site"] = "same-origin"
        sent.update(headers or {})
        try:
            connection = self._connect()
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            content = response.read()
        except Exception:
            self.close()
            raise
        for value in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            content_value = rest.split(";")[0]
            if content_value:
                self.cookies[name] = content_value
            else:
                self.cookies.pop(name, None)
        return Answer(response.status, dict(response.headers.items()), content)

    def get(self, path, **headers):
        return self.request("GET", path, headers=headers)

    def csrf(self, path):
        page = self.get(path)
        match = re.search(r'name="csrf"[^>]*value="([^"]+)"', page.text) or re.search(
            r'value="([^"]+)"[^>]*name="csrf"', page.text
        )
        if not match:
            raise Refused(page.status, page.body)
        return html.unescape(match.group(1))

    def form(self, path, fields, token_from=None):
        """Sends a form as a browser does; the token is taken from the page that shows the form."""
        fields = {"csrf": self.csrf(token_from or path), **fields}
        return self.request(
            "POST", path, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def sign_in(self, identifier, password):
        answer = self.form("/sign-in", {"identifier": identifier, "password": password})
        if answer.status != 303:
            raise Refused(answer.status, answer.body)
        location = answer.headers.get("Location") or answer.headers.get("location")
        if location != "/password" and not location.startswith("/sign-in"):
            self.accept_terms()
        return location

    def accept_terms(self):
        """Accepts the terms of use where they are asked for, as a person would: with what the page holds."""
        page = self.get("/terms/accept")
        if page.status != 200:
            return
        form = page.text[page.text.index('action="/terms/accept"') :]
        names = ("csrf", "version", "text-language")
        fields = {name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', form).group(1)) for name in names}
        answer = self.request(
            "POST", "/terms/accept", urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )
        if answer.status != 303:
            raise Refused(answer.status, answer.body)

    def change_password(self, old, new):
        answer = self.form("/password", {"password": old, "new-password": new, "new-password-again": new})
        if answer.status != 303:
            raise Refused(answer.status, answer.body)
        self.accept_terms()

    def multipart(self, token, files, boundary=None):
        boundary = boundary or uuid.uuid4().hex
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'.encode()]
        for name, content in files:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
        parts.append(f"--{boundary}--\r\n".encode())
        return f"multipart/form-data; boundary={boundary}", b"".join(parts)

    def upload(self, files, token=None):
        """Puts files into the safe; the service's own list of results comes back."""
        content_type, body = self.multipart(token or self.csrf("/documents"), files)
        answer = self.request(
            "POST", "/documents", body, {"Content-Type": content_type, "Accept": "application/json"}
        )
        if answer.status >= 400:
            raise Refused(answer.status, answer.body)
        return json.loads(answer.body)

    def document_ids(self):
        found, number = {}, 1
        while True:
            page = self.get(f"/documents?page={number}")
            if page.status != 200:
                raise Refused(page.status, page.body)
            found.update(dict.fromkeys(re.findall(r"/documents/([0-9a-f]{32})", page.text)))
            if f"page={number + 1}" not in page.text:
                return list(found)
            number += 1

    def download(self, document):
        answer = self.get(f"/documents/{document}/download")
        if answer.status != 200:
            raise Refused(answer.status, answer.body)
        return answer.body

    def delete(self, document):
        answer = self.form(f"/documents/{document}/delete", {})
        if answer.status != 303:
            raise Refused(answer.status, answer.body)
