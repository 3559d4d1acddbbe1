#!/usr/bin/env python3
"""What signing in by password costs: CPU of each, memory while many sign in at once, and what becomes of too many.
  sign_in.py [--one 20] [--crowd 50] [--flood 200]"""
import argparse
import json
import statistics
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from urllib.parse import urlencode
from common import Client, fresh_directory, row, start_vigie, token

PASSWORD = "four words, one door"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


def post(port, path, fields, cookie=None):
    """Status of a form's answer, and its cookies."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {**FORM, "Cookie": cookie} if cookie else FORM
    connection.request("POST", path, urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    cookies = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or []]
    connection.close()
    return answer.status, "; ".join(cookies)


def people(client, port, count):
    """Accounts with a password."""
    for number in range(count):
        made = json.loads(client.ask("POST", "/api/v1/accounts", json.dumps({"name": f"p{number}", "role": "reader"})))
        _, cookie = post(port, "/sign-in/" + made["url"].rsplit("/sign-in/", 1)[1], {})
        status, _ = post(port, "/account/password", {"password": PASSWORD, "again": PASSWORD}, cookie)
        assert status == 200, status


def one_by_one(program, port, count):
    """Each sign-in for itself: CPU and time."""
    before, took = program.cpu(), []
    for number in range(count):
        began = time.perf_counter()
        status, _ = post(port, "/sign-in", {"name": f"p{number}", "password": PASSWORD})
        took.append(1000 * (time.perf_counter() - began))
        assert status == 303, status
    return (program.cpu() - before) * 1000 / count, statistics.median(took)


class Crowd:
    """Many people at once, each with an account of their own."""

    def __init__(self, program, port, count):
        self.program, self.port, self.count = program, port, count
        self.statuses, self.peak = Counter(), 0.0

    def enter(self, number):
        status, _ = post(self.port, "/sign-in", {"name": f"p{number}", "password": PASSWORD})
        self.statuses[status] += 1

    def run(self):
        """Seconds until all were answered."""
        threads = [threading.Thread(target=self.enter, args=(number,)) for number in range(self.count)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self.peak = max(self.peak, self.program.memory()[0])
            time.sleep(0.005)
        return time.perf_counter() - began


def show(program, port, case, count, before):
    crowd = Crowd(program, port, count)
    took = crowd.run()
    entered = crowd.statuses.pop(303, 0)
    told = crowd.statuses.pop(422, 0) + crowd.statuses.pop(503, 0) + crowd.statuses.pop(429, 0)
    row("vigie", "sign in", case, at_once=count, entered=entered, told_to_wait=told, otherwise=sum(crowd.statuses.values()),
        seconds=round(took, 2), more_memory_mib=round(crowd.peak - before, 1))


def main():
    words = argparse.ArgumentParser()
    for name, number in [("one", 20), ("crowd", 50), ("flood", 200)]:
        words.add_argument(f"--{name}", type=int, default=number)
    asked = words.parse_args()
    directory = fresh_directory()
    program, port, _ = start_vigie(directory)
    before = program.memory()[0]
    client = Client(port, token(directory))
    people(client, port, max(asked.one, asked.crowd, asked.flood))
    cpu, took = one_by_one(program, port, asked.one)
    row("vigie", "sign in", "one by one", cpu_ms_each=round(cpu, 1), p50_ms=round(took, 1))
    show(program, port, "a crowd", asked.crowd, before)
    show(program, port, "a flood", asked.flood, before)


main()
