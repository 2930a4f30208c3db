"""Figures about signing in: what the time of an answer tells, and what a crowd at the door does to the rest."""

import statistics
import threading
import time
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Door:
    """The sign-in page of a daemon, from many browsers at once."""

    def __init__(self, daemon):
        self.daemon = daemon

    def attempt(self, client, identifier, token):
        fields = urlencode({"csrf": token, "identifier": identifier, "password": "Pas-le-bon-1"}).encode()
        begin = time.monotonic()
        answer = client.request("POST", "/sign-in", fields, FORM)
        return time.monotonic() - begin, answer

    def known_and_unknown(self, known, tries):
        """Seconds for a wrong password, in turn for names that exist and names that do not; medians."""
        client = self.daemon.client()
        token = client.csrf("/sign-in")
        times = {True: [], False: []}
        for number in range(tries):
            names = [(True, known[number % len(known)]), (False, f"personne.{number % len(known)}")]
            for exists, name in names if number % 2 else reversed(names):
                seconds, answer = self.attempt(client, name, token)
                if answer.status != 401:
                    raise RuntimeError(f"status {answer.status}")
                times[exists].append(seconds)
        client.close()
        return statistics.median(times[True]), statistics.median(times[False])

    def crowd(self, count, watch=lambda: None):
        """So many wrong passwords at once; `watch` runs until all are answered. The answers."""
        clients = [self.daemon.client() for _ in range(count)]
        tokens = [client.csrf("/sign-in") for client in clients]
        answers = []

        def knock(number):
            answers.append(self.attempt(clients[number], f"foule.{number}", tokens[number])[1])

        threads = [threading.Thread(target=knock, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            watch()
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()
        return answers

    def page(self, client):
        begin = time.monotonic()
        client.get("/sign-in")
        return time.monotonic() - begin
