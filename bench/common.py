"""What the measures share: programs that end with us, their CPU and memory, HTTP, rows of results."""
import atexit
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException

TICKS = os.sysconf("SC_CLK_TCK")
READY_MAX = 30
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
started = []
directories = []


def die_with_parent():
    """Runs in the child: the kernel ends it when this program is gone, however it went."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def end_all():
    for program in started:
        program.end()
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


def leave(number, _frame):
    for other in STOPS:  # what ends our programs must not be stopped itself
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


atexit.register(end_all)
for number in STOPS:
    signal.signal(number, leave)
LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # we go with whoever started us


def fresh_directory():
    directory = tempfile.mkdtemp(prefix="vigie-bench.")
    os.chmod(directory, 0o755)
    directories.append(directory)
    return directory


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def need(*programs):
    """Where the programs are. Says which Debian packages are missing, and ends."""
    places = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    found = {name: shutil.which(name, path=places) for name in programs}
    missing = [name for name, place in found.items() if not place]
    if missing:
        sys.exit(f"missing packages: {' '.join(missing)} (tools/install-bench-peers.sh installs them)")
    return [found[name] for name in programs]


class Program:
    """A started program, its log in a file, ended with us at the latest."""

    def __init__(self, command, log, env=None):
        self.log = log
        self.began = time.monotonic()
        with open(log, "ab") as file:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=env,
                preexec_fn=die_with_parent)
        self.pid = self.child.pid
        started.append(self)

    def wait_ready(self, port, path="/-/ready"):
        """Seconds from the start to the first 200."""
        while time.monotonic() - self.began < READY_MAX:
            if status(port, path) == 200:
                return time.monotonic() - self.began
            if self.child.poll() is not None:
                break
            time.sleep(0.001)
        with open(self.log, errors="replace") as file:
            sys.exit(f"{self.child.args[0]} is not ready:\n{file.read()[-2000:]}")

    def cpu(self):
        """CPU seconds used by it and by the children it waited for."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / TICKS

    def memory(self):
        """Resident MiB, now and at the peak."""
        with open(f"/proc/{self.pid}/status") as file:
            known = dict(line.split(":", 1) for line in file)
        return tuple(round(int(known[key].split()[0]) / 1024, 1) for key in ("VmRSS", "VmHWM"))

    def end(self, number=signal.SIGTERM, patience=20):
        if self.child.poll() is not None:
            return
        self.child.send_signal(number)
        try:
            self.child.wait(patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def status(port, path):
    """The status of an answer; None without one."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


class Client:
    """One connection that is kept, with a token where there is one."""

    def __init__(self, port, token=None, timeout=120):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method, path, body=None):
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{method} {path} was answered {answer.status}: {text[:300]!r}")
        return text

    def get(self, path):
        return json.loads(self.ask("GET", path))


class Others:
    """CPU that everybody else on this machine used meanwhile, in % of one core."""

    def __init__(self, *ours):
        self.ours = ours
        self.began, self.before = time.monotonic(), self.busy()

    def busy(self):
        with open("/proc/stat") as file:
            fields = list(map(int, file.readline().split()[1:9]))
        mine = os.times()
        ours = sum(program.cpu() for program in self.ours if program.child.poll() is None)
        return (sum(fields) - fields[3] - fields[4]) / TICKS - ours - mine.user - mine.system

    def percent(self):
        return round(100 * (self.busy() - self.before) / (time.monotonic() - self.began))


def start_vigie(directory, config=None):
    """Vigie on this data directory: the program, its port, seconds to ready."""
    port = free_port()
    command = [os.environ["VIGIE"], "serve", "--data", f"{directory}/data", "--listen", f"127.0.0.1:{port}"]
    if config is not None:
        path = f"{directory}/vigie.yaml"
        with open(path, "w") as file:
            file.write(config)
        command += ["--config", path]
    program = Program(command, f"{directory}/vigie.log")
    return program, port, program.wait_ready(port)


def token(directory):
    with open(f"{directory}/data/cli.token") as file:
        return file.read().strip()


def start_alertmanager(directory):
    """Debian's Alertmanager, telling nobody: the program, its port, seconds to ready."""
    port = free_port()
    path = f"{directory}/alertmanager.yml"
    with open(path, "w") as file:
        file.write("route: {receiver: nobody, group_by: [alertname, cluster]}\nreceivers: [{name: nobody}]\n")
    [binary] = need("prometheus-alertmanager")
    program = Program(
        [binary, f"--config.file={path}", f"--storage.path={directory}/data", "--cluster.listen-address=",
         f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"], f"{directory}/alertmanager.log")
    return program, port, program.wait_ready(port)


def row(peer, test, case, **figures):
    """One line of results, for table.py."""
    print(json.dumps({"peer": peer, "test": test, "case": case, **figures}), flush=True)
