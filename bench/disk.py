#!/usr/bin/env python3
"""What the disk allows: pages written over an existing file, as a database's log is, each made
durable before the next, per second; alone, and for each request of one connection, by a server
that does nothing else, asked by the client that asks the others.
  disk.py [--seconds 3]"""
import argparse
import json
import os
import socket
import time
from am_bench import Conn, alert
from common import fresh_directory, row

PAGE = b"x" * 4096
PAGES = 1024


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Log:
    def __init__(self):
        self.file, self.count = os.open(f"{fresh_directory()}/log", os.O_WRONLY | os.O_CREAT), 0
        # A file that grows costs a second write, of its size: not what a log does that is used again.
        os.write(self.file, PAGE * PAGES)
        os.fsync(self.file)

    def write(self):
        os.pwrite(self.file, PAGE, self.count % PAGES * len(PAGE))
        os.fdatasync(self.file)
        self.count += 1


def answer(listener, log):
    """One alert comes in one piece; whatever comes is written, and answered once it is durable."""
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while connection.recv(1 << 16):
        log.write()
        connection.sendall(ANSWER)


def per_second(what, seconds):
    count, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        what()
        count += 1
    return round(count / (time.monotonic() - began))


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=3)
    asked = asked.parse_args()
    row("fsync", "fsync", "alone", alerts_per_s=per_second(Log().write, asked.seconds))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # In a process of its own, as the others are.
        if os.fork() == 0:
            answer(listener, Log())
            os._exit(0)
        client = Conn(f"http://127.0.0.1:{listener.getsockname()[1]}")
        request = client.raw("POST", "/api/v2/alerts", json.dumps([alert(1, "disk")]).encode())
        rate = per_second(lambda: client.send(request), asked.seconds)
        client.s.close()
        os.wait()
    row("fsync", "fsync", "asked", alerts_per_s=rate)


if __name__ == "__main__":
    main()
