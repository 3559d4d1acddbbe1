#!/usr/bin/env python3
"""Now on a large setup: time on the server, bytes of a first visit, and what open pages cost.
  pages.py [--alerts 100000] [--services 5000] [--checks 10000] [--asks 300] [--open 500] [--seconds 60]"""
import argparse
import asyncio
import json
import random
import re
import statistics
import sys
import time
from http.client import HTTPConnection
from common import Client, fresh_directory, row, start_vigie, token

BATCH = 500
CHANGE_EVERY = 10  # seconds between two changes while pages are open


def configuration(asked):
    """Services, and checks that look once a week, so that pages are measured and not looks."""
    services = "".join(f"- {{slug: s{n}, name: Service {n}}}\n" for n in range(asked.services))
    checks = "".join(
        f"- {{slug: c{n}, name: Check {n}, service: s{n % asked.services}, every: 7d, disk: {{path: /, free_percent_min: 0}}}}\n"
        for n in range(asked.checks))
    return f"services:\n{services}checks:\n{checks}"


def alert(number, services):
    severity = ("critical", "warning", "info")[number % 3]
    labels = {"alertname": f"A{number % 100}", "instance": f"i{number}", "severity": severity, "service": f"s{number % services}"}
    return {"labels": labels, "annotations": {"summary": f"Something is wrong with i{number}"}, "endsAt": "2099-01-01T00:00:00Z"}


def fill(client, asked):
    for first in range(0, asked.alerts, BATCH):
        batch = [alert(n, asked.services) for n in range(first, min(first + BATCH, asked.alerts))]
        client.ask("POST", "/api/v2/alerts", json.dumps(batch))


def session(port, directory):
    """The cookie of somebody who signed in by a link."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/api/v1/sign-in-links", "{}", {
        "Authorization": f"Bearer {token(directory)}", "Content-Type": "application/json"})
    link = json.loads(connection.getresponse().read())["url"].rsplit("/sign-in/", 1)[1]
    connection.request("POST", f"/sign-in/{link}")
    answer = connection.getresponse()
    answer.read()
    return answer.getheader("Set-Cookie").split(";")[0]


def get(connection, path, cookie):
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "fr"})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, (path, answer.status)
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    return text, len(text) + head


def first_visit(connection, cookie):
    """Bytes of the page and of all that it refers to."""
    page, size = get(connection, "/", cookie)
    for path in set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)):
        size += get(connection, path.decode(), cookie)[1]
    return size


def times(connection, cookie, asks):
    found = []
    for _ in range(asks):
        began = time.perf_counter()
        get(connection, "/", cookie)
        found.append(1000 * (time.perf_counter() - began))
    return sorted(found)


class Open:
    """Pages that stay open, as the script of a page behaves."""

    def __init__(self, port, cookie, secret):
        self.token = secret
        self.port, self.head = port, f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        self.asked = 0

    async def page(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET /live HTTP/1.1\r\n{self.head}\r\n".encode())
        known = None
        while line := await reader.readline():
            told = re.match(rb"data: ?(\d+) (\d+)", line)
            if told and known not in (None, told[1]):
                asyncio.create_task(self.ask(int(told[2]) / 1000))
            known = told[1] if told else known

    async def ask(self, spread):
        await asyncio.sleep(random.random() * spread)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET / HTTP/1.1\r\n{self.head}X-Vigie-Part: main\r\nConnection: close\r\n\r\n".encode())
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()
        self.asked += 1

    async def change(self, asked):
        for number in range(asked.alerts, asked.alerts + 10**6):
            await asyncio.sleep(CHANGE_EVERY)
            client = Client(self.port, self.token)  # one that was idle may be closed by now
            await asyncio.to_thread(client.ask, "POST", "/api/v2/alerts", json.dumps([alert(number, asked.services)]))

    async def run(self, program, asked):
        tasks = [asyncio.create_task(self.page()) for _ in range(asked.open)]
        await asyncio.sleep(3)
        tasks.append(asyncio.create_task(self.change(asked)))
        before, began, self.asked = program.cpu(), time.monotonic(), 0
        await asyncio.sleep(asked.seconds)
        used = (program.cpu() - before) / (time.monotonic() - began)
        if any(task.done() for task in tasks) or not self.asked:
            sys.exit("pages did not stay open, or did not ask")
        for task in tasks:
            task.cancel()
        return used


def main():
    words = argparse.ArgumentParser()
    for name, number in [("alerts", 100000), ("services", 5000), ("checks", 10000), ("asks", 300), ("open", 500), ("seconds", 60)]:
        words.add_argument(f"--{name}", type=int, default=number)
    asked = words.parse_args()
    directory = fresh_directory()
    program, port, _ = start_vigie(directory, configuration(asked))
    client = Client(port, token(directory))
    fill(client, asked)
    time.sleep(10)  # the first looks, groups and incidents
    cookie = session(port, directory)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    size = first_visit(connection, cookie)
    found = times(connection, cookie, asked.asks)
    row("vigie", "now", "large", alerts=asked.alerts, p50_ms=round(statistics.median(found), 1), p95_ms=round(found[int(len(found) * 0.95)], 1),
        first_visit_kb=round(size / 1000, 1))
    pages = Open(port, cookie, token(directory))
    used = asyncio.run(pages.run(program, asked))
    row("vigie", "live", "open pages", open=asked.open, cpu_percent=round(100 * used, 2), asked=pages.asked)


if __name__ == "__main__":
    main()
