"""A socket unit with Accept=yes, for tests: each connection becomes the standard input of a program of its own.
Prints `ready 1`, then a line of JSON for each program that ended, with its exit status and all that it printed.

Usage: post_socket.py PATH PROGRAM [ARGUMENT …]
"""

import json
import os
import socket
import subprocess
import sys
import threading


def serve(connection, command):
    with connection:
        done = subprocess.run(command, stdin=connection, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(json.dumps({"status": done.returncode, "said": done.stdout}), flush=True)


def main(path, *command):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen()
    print("ready 1", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, command), daemon=True).start()


# It ends with the one who started it.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
main(*sys.argv[1:])
