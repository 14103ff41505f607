#!/usr/bin/env python3
"""Records the series of real incidents, for promtool, into monitoring/tests/incidents.json.

Usage, in the top folder, after mvn package -DskipTests:
    monitoring/tests/record.py PROMETHEUS [JAR]

Programs of the integration tests run under the agent, each with a trouble of its own that lasts for
four minutes, and push to a Prometheus of this script's own. It takes seven minutes. What comes of
it is kept beside this file; monitoring/tests/generate.py makes the tests of it.
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
PROGRAMS = TOP / "integration-tests/programs/target/classes"
STEP = 15
TROUBLE_SECONDS = 240
AFTER_SECONDS = 75


class Program:
    def __init__(self, service, jar, port, main, *args, jvm=(), limit=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "ACCEPTLAG_"))}
        environment.update(
            OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=f"http://127.0.0.1:{port}/api/v1/otlp/v1/metrics",
            OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
            OTEL_TRACES_EXPORTER="none",
            OTEL_METRIC_EXPORT_INTERVAL=str(STEP * 1000),
            OTEL_SERVICE_NAME=service,
            OTEL_RESOURCE_ATTRIBUTES=f"service.instance.id={service}-1",
        )
        command = ["java", f"-javaagent:{jar}=log=stderr", *jvm, "-cp", str(PROGRAMS), main, *args]
        if limit:
            command = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", *command]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.clients = []

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ready(self):
        for line in self.process.stdout:
            if line.startswith("READY"):
                self.port = int(line.split()[1])
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


def loop(service, jar, port, *args, **more):
    program = Program(service, jar, port, "example.cause.PlainLoop", "50", *args, **more)
    program.say("listen")
    return program


def record(prometheus, jar):
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
        programs = []
        try:
            time.sleep(3)
            programs = run(jar, port)
            return series(port)
        finally:
            for program in programs:
                program.process.kill()
            server.kill()
            server.wait()


def run(jar, port):
    blocked = loop("blocked", jar, port, "sleep", str(TROUBLE_SECONDS * 1000))
    pool = loop("pool", jar, port, "callerruns", str(TROUBLE_SECONDS * 1000))
    ended = loop("ended", jar, port, "exception")
    descriptors = loop("descriptors", jar, port, "fds", "20", limit=120)
    burst = loop("burst", jar, port, "none")
    http = Program("dispatcher", jar, port, "example.cause.HttpLoop", str(TROUBLE_SECONDS * 1000), "none")
    unserved = Program("unserved", jar, port, "example.shop.Shop")
    healthy = loop("healthy", jar, port, "none")
    programs = [blocked, pool, ended, descriptors, burst, http, unserved, healthy]
    for program in programs:
        program.ready().connect(1)
    # What has begun to export by then can do so without a descriptor more.
    bound = time.time() + 300
    while len(ask(port, "query", query="acceptlag_queue_limit")) < len(programs):
        if time.time() > bound:
            raise SystemExit("not all of them export")
        time.sleep(1)
    time.sleep(STEP * 2)
    for program in (blocked, pool, ended, descriptors):
        program.say("begin")
    time.sleep(1)
    print("trouble begins", flush=True)
    blocked.connect(1)
    pool.connect(5)
    ended.connect(1)
    for _ in range(5):
        # No more at once than its queue has room for.
        descriptors.connect(40)
        time.sleep(1)
    http.connect(1, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(1)
    for program in (blocked, pool, ended, http):
        program.connect(9)
    # More than its queue has room for, over and over: its acceptor is not stuck.
    begun = time.time()
    blocked.connect(60)
    while time.time() - begun < TROUBLE_SECONDS:
        healthy.connect(2)
        if int(time.time() - begun) % 60 < 5:
            burst.connect(400)
        unserved.connect(1, b"hello")
        time.sleep(5)
        healthy.leave()
        burst.leave()
    print("trouble ends", flush=True)
    descriptors.say("end")
    unserved.leave()
    time.sleep(AFTER_SECONDS)
    return programs


def ask(port, what, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{what}?{query}") as answer:
        return json.load(answer)["data"]["result"]


def series(port):
    end = time.time()
    found = ask(
        port,
        "query_range",
        query='{__name__=~"acceptlag_.*",__name__!~"acceptlag_kernel_.*"}',
        start=end - TROUBLE_SECONDS - AFTER_SECONDS - 3 * STEP,
        end=end,
        step=STEP)
    start = min(float(one["values"][0][0]) for one in found)
    recorded = []
    for one in found:
        at = {round((float(t) - start) / STEP): v for t, v in one["values"]}
        recorded.append({
            "labels": one["metric"],
            "values": [at.get(i) for i in range(max(at) + 1)],
        })
    recorded.sort(key=lambda one: json.dumps(one["labels"], sort_keys=True))
    return recorded


if __name__ == "__main__":
    jar = sys.argv[2] if len(sys.argv) > 2 else TOP / "agent/target/acceptlag.jar"
    recorded = record(sys.argv[1], jar)
    lines = ",\n".join(json.dumps(one, sort_keys=True) for one in recorded)
    (HERE / "incidents.json").write_text("[\n" + lines + "\n]\n")
    print(len(recorded), "series")
