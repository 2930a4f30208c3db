"""An SMS gateway that speaks HTTP, for tests. Prints `ready PORT`, then one line of JSON for each request.

Usage: sms_gateway.py ANSWER…    each a status for one request, the last for all further ones; `silent`: no answer
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

answers = sys.argv[1:]


class Gateway(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        said = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body}
        print(json.dumps(said), flush=True)
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == "silent":
            time.sleep(600)
        self.send_response(int(status))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *arguments):
        pass


# It ends with the one who started it.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
print(f"ready {server.server_port}", flush=True)
server.serve_forever()
