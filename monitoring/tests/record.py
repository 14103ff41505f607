#!/usr/bin/env python3
"""Records the series of real incidents, for promtool, into monitoring/tests/incidents.json.

Usage, as root, in the top folder, after mvn package -DskipTests:
    monitoring/tests/record.py PROMETHEUS [JAR [SCENE...]]

Programs of the integration tests run under the agent, each with a trouble of its own that lasts for
four minutes, and push to a Prometheus of this script's own. All of it is in a network namespace
that nobody else is in. It takes seven minutes. Where scenes are named, those alone are recorded
again, which a small machine wants: two dozen JVMs at once take the CPU from each other. What comes
of it is kept beside this file; monitoring/tests/generate.py makes the tests of it.
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import traceback
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
PROGRAMS = TOP / "integration-tests/programs/target/classes"
TOMCAT = TOP / "integration-tests/servers/tomcat9/target"
JAVA21 = "/opt/jdks/21/bin/java"
NATIVE = TOP / "integration-tests/src/test/java/io/acceptlag/it/NativeListener.java"
STEP = 15
BEFORE_SECONDS = 3 * STEP
TROUBLE_SECONDS = 240
AFTER_SECONDS = 75
MILLIS = str(TROUBLE_SECONDS * 1000)
SOMAXCONN = pathlib.Path("/proc/sys/net/core/somaxconn")


class Program:
    """A JVM that prints READY and its port."""

    jar = None
    prometheus = 0

    def __init__(self, service, main, *args, java="java", jvm=(), limit=None, classpath=PROGRAMS):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "ACCEPTLAG_"))}
        environment.update(
            OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=f"http://127.0.0.1:{self.prometheus}/api/v1/otlp/v1/metrics",
            OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
            OTEL_TRACES_EXPORTER="none",
            OTEL_METRIC_EXPORT_INTERVAL=str(STEP * 1000),
            OTEL_SERVICE_NAME=service,
            OTEL_RESOURCE_ATTRIBUTES=f"service.instance.id={service}-1",
        )
        command = [java, f"-javaagent:{self.jar}=log=stderr", *jvm, "-cp", str(classpath), main, *args]
        if limit:
            command = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", *command]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.clients = []
        self.crowd = None

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ready(self):
        for line in self.process.stdout:
            if line.startswith("READY"):
                self.port = int(line.split()[1])
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return self
        raise SystemExit(f"{self.process.args} has ended")

    def connect(self, count, data=b""):
        for _ in range(count):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", self.port))
            self.clients.append(client)
            if data:
                time.sleep(0.05)
                client.send(data)

    def leave(self):
        for client in self.clients:
            client.close()
        self.clients.clear()

    def come(self, visits):
        """Has the program Visitors do that, and returns when it is done; its visitors stay."""
        if not self.crowd:
            self.crowd = subprocess.Popen(
                ["java", "-Xint", "-cp", str(PROGRAMS), "example.cause.Visitors", str(self.port)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.crowd.stdout.readline()
        self.crowd.stdin.write(visits + "\n")
        self.crowd.stdin.flush()
        while not self.crowd.stdout.readline().startswith("DONE"):
            pass

    def all_leave(self):
        if self.crowd:
            self.crowd.kill()
            self.crowd.wait()
            self.crowd = None

    def kill(self):
        self.all_leave()
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()


def loop(service, *args, backlog=50, **more):
    program = Program(service, "example.cause.PlainLoop", str(backlog), *args, **more)
    program.say("listen")
    return program.ready()


def tomcat(service, *jvm):
    classpath = f"{TOMCAT}/classes:{TOMCAT}/libs/*"
    return Program(service, "example.server.Server", "nio", jvm=jvm, classpath=classpath).ready()


def times(count):
    """As often in the time that there is for trouble."""
    begun = time.time()
    for each in range(count):
        time.sleep(max(0, begun + each * TROUBLE_SECONDS / count - time.time()))
        yield each


# One function a scene: makes its program, yields it when it is ready and healthy, makes trouble for
# as long as there is time for it, and ends it.


def blocked():
    yield (program := loop("blocked", "sleep", MILLIS))
    program.say("begin")
    program.connect(1)
    time.sleep(2)
    program.connect(9)
    time.sleep(1)
    # More than its queue has room for.
    program.connect(60)


def pool():
    yield (program := loop("pool", "callerruns", MILLIS))
    program.say("begin")
    time.sleep(1)
    program.connect(5)
    time.sleep(2)
    program.connect(9)


def ended():
    yield (program := loop("ended", "exception"))
    program.say("begin")
    time.sleep(1)
    program.connect(1)
    time.sleep(2)
    program.connect(9)


def descriptors():
    yield (program := loop("descriptors", "fds", "20", limit=120))
    program.say("begin")
    time.sleep(1)
    for _ in range(5):
        # No more at once than its queue has room for.
        program.connect(40)
        time.sleep(1)
    time.sleep(TROUBLE_SECONDS - 6)
    program.say("end")


def burst():
    """More than its queue has room for, over and over: its acceptor is not stuck."""
    yield (program := loop("burst", "none"))
    for each in times(TROUBLE_SECONDS // 5):
        if each % 12 == 0:
            program.connect(400)
        time.sleep(4)
        program.leave()


def dispatcher():
    yield (program := Program("dispatcher", "example.cause.HttpLoop", MILLIS, "none").ready())
    program.connect(1, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(1)
    program.connect(9)


def unserved():
    yield (program := Program("unserved", "example.shop.Shop").ready())
    for _ in times(TROUBLE_SECONDS // 5):
        program.connect(1, b"hello")
    program.leave()


def healthy():
    yield (program := loop("healthy", "none"))
    for _ in times(TROUBLE_SECONDS // 5):
        program.connect(2)
        time.sleep(4)
        program.leave()


def starting():
    yield (program := loop("starting", "starting", "900000"))
    program.connect(5)


def carriers():
    yield (program := Program(
        "carriers", "example.cause.VirtualLoop", MILLIS, "pinned", java=JAVA21,
        jvm=["-Djdk.virtualThreadScheduler.parallelism=2"]).ready())
    program.say("begin")
    time.sleep(2)
    program.connect(5)


def stopped():
    yield (program := loop("stopped", "none"))
    for _ in times(16):
        program.process.send_signal(signal.SIGSTOP)
        program.connect(3)
        time.sleep(3)
        program.process.send_signal(signal.SIGCONT)
        time.sleep(1)
        program.leave()


def quota():
    """A control group of version 1 or 2, whichever has the CPU."""
    group = pathlib.Path("/sys/fs/cgroup/cpu/acceptlag-record")
    if group.parent.exists():
        limits = [("cpu.cfs_period_us", "300000"), ("cpu.cfs_quota_us", "10000")]
        none = ("cpu.cfs_quota_us", "-1")
    else:
        group = pathlib.Path("/sys/fs/cgroup/acceptlag-record")
        limits, none = [("cpu.max", "10000 300000")], ("cpu.max", "max")
    yield (program := loop("quota", "spin", "4"))
    group.mkdir(exist_ok=True)
    (group / "cgroup.procs").write_text(str(program.process.pid))
    try:
        for _ in times(4):
            program.say("begin")
            for name, value in limits:
                (group / name).write_text(value)
            program.come("steady 50 5000")
            (group / none[0]).write_text(none[1])
            program.say("end")
            program.all_leave()
    finally:
        (group.parent / "cgroup.procs").write_text(str(program.process.pid))
        group.rmdir()


def collections():
    yield (program := loop(
        "collections", "collections", "5000000", backlog=500, jvm=["-Xmx200m", "-XX:+UseSerialGC"]))
    for _ in times(4):
        program.say("begin")
        program.come("steady 50 6000")
        program.say("end")
        program.all_leave()


def ceiling():
    yield (program := loop("ceiling", "costly", "5000", backlog=128))
    program.come("turns 1 1")
    for _ in times(6):
        program.come("turns 60 6000")


def capped():
    before = SOMAXCONN.read_text()
    SOMAXCONN.write_text("128")
    program = loop("capped", "costly", "200", backlog=1024)
    SOMAXCONN.write_text(before)
    yield program
    program.come("turns 1 1")
    for _ in times(6):
        program.come("burst 600")
        time.sleep(10)
        program.all_leave()


def storm():
    yield (program := loop("storm", "costly", "200", backlog=511))
    program.come("turns 1 1")
    for _ in times(6):
        program.come("steady 20 4000")
        program.come("burst 1000")
        time.sleep(10)
        program.all_leave()


def limit():
    yield (program := tomcat("limit", "-Dconnector.maxConnections=5", "-Dconnector.connectionTimeout=600000"))
    program.connect(20)
    time.sleep(TROUBLE_SECONDS)
    program.leave()


def paused():
    yield (program := tomcat("paused"))
    program.say("pause")
    time.sleep(1)
    program.connect(6)
    time.sleep(TROUBLE_SECONDS - 1)
    program.say("resume")


def poller():
    yield (program := tomcat("poller"))
    program.say("lose poller")
    time.sleep(1)
    for _ in times(TROUBLE_SECONDS // 5):
        program.connect(1, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")


def forgotten():
    yield (program := Program("forgotten", "example.unserved.Pooled", "forget").ready())
    for each in times(TROUBLE_SECONDS // 5):
        program.connect(2, b"hello")
        if each % 3 == 2:
            program.leave()


def native():
    """Accepts where no hook is."""
    with tempfile.TemporaryDirectory() as folder:
        source, library = pathlib.Path(folder, "listener.c"), pathlib.Path(folder, "listener.so")
        source.write_text(textwrap.dedent(NATIVE.read_text().split('"""')[1]))
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
        program = Program("native", "example.cause.NativeLoop", str(library)).ready()
    yield program
    for _ in range(6):
        program.connect(5)
        time.sleep(2)
    program.say("begin")
    program.connect(5)
    time.sleep(TROUBLE_SECONDS - 12)
    program.say("end")


SCENES = {scene.__name__: scene for scene in (
    blocked, pool, ended, descriptors, burst, dispatcher, unserved, healthy, starting, carriers,
    stopped, quota, collections, ceiling, capped, storm, limit, paused, poller, forgotten, native)}
# Nothing accepts there, so that a client would be the trouble.
VISITED_LATER = {"starting"}


def record(prometheus, jar, scenes):
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = pathlib.Path(folder, "prometheus.yml")
        config.write_text("global: {}\n")
        server = subprocess.Popen(
            [prometheus, f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{port}", "--web.enable-otlp-receiver",
             "--log.level=warn"])
        Program.jar, Program.prometheus = jar, port
        programs = []
        try:
            time.sleep(3)
            begun = run(port, scenes, programs)
            return series(port, begun)
        finally:
            for program in programs:
                program.kill()
            server.kill()
            server.wait()


def run(port, scenes, programs):
    running = []
    for scene in scenes:
        steps = SCENES[scene]()
        program = next(steps)
        programs.append(program)
        running.append(steps)
        if scene not in VISITED_LATER:
            program.connect(1)
    # What has begun to export by then can do so without a descriptor more.
    bound = time.time() + 300
    while len(ask(port, "query", query="acceptlag_queue_limit")) < len(programs):
        if time.time() > bound:
            raise SystemExit("not all of them export")
        time.sleep(1)
    # An acceptor that waits since before the agent looked is not known to it.
    for scene, program in zip(scenes, programs):
        if scene not in VISITED_LATER:
            program.connect(1)
    time.sleep(BEFORE_SECONDS)
    print("trouble begins", flush=True)
    begun = time.time()
    threads = [threading.Thread(target=finish, args=(steps,), daemon=True) for steps in running]
    for thread in threads:
        thread.start()
    time.sleep(TROUBLE_SECONDS)
    print("trouble ends", flush=True)
    time.sleep(AFTER_SECONDS)
    return begun


def finish(steps):
    try:
        for _ in steps:
            pass
    except Exception:
        traceback.print_exc()


def ask(port, what, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{what}?{query}") as answer:
        return json.load(answer)["data"]["result"]


def series(port, begun):
    start = begun - BEFORE_SECONDS
    found = ask(
        port,
        "query_range",
        query='{__name__=~"acceptlag_.*",__name__!~"acceptlag_(kernel|agent)_.*"}',
        start=start,
        end=begun + TROUBLE_SECONDS + AFTER_SECONDS,
        step=STEP)
    recorded = []
    for one in found:
        at = {round((float(t) - start) / STEP): v for t, v in one["values"]}
        recorded.append({
            "labels": one["metric"],
            "values": [at.get(i) for i in range(max(at) + 1)],
        })
    return recorded


if __name__ == "__main__":
    if "ACCEPTLAG_RECORD_NETWORK" not in os.environ:
        os.environ["ACCEPTLAG_RECORD_NETWORK"] = "own"
        os.execvp("unshare", ["unshare", "-n", sys.executable, *sys.argv])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    jar = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else TOP / "agent/target/acceptlag.jar"
    scenes = sys.argv[3:] or list(SCENES)
    recorded = record(sys.argv[1], jar, scenes)
    file = HERE / "incidents.json"
    kept = [one for one in json.loads(file.read_text()) if one["labels"]["job"] not in scenes]
    everything = sorted(kept + recorded, key=lambda one: json.dumps(one["labels"], sort_keys=True))
    lines = ",\n".join(json.dumps(one, sort_keys=True) for one in everything)
    file.write_text("[\n" + lines + "\n]\n")
    print(len(recorded), "series of", len(scenes), "scenes")
