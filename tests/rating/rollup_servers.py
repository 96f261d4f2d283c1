"""Real servers on loopback for the tests: PostgreSQL in a folder of its own, a Spark master and a worker."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

LOOPBACK = "127.0.0.1"
PATIENCE_S = 60


def refuse_or_skip(reason: str) -> NoReturn:
    """Skips with the reason, or fails where ADIL_REQUIRE_SERVERS=1 says that servers must be there."""
    if os.environ.get("ADIL_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{reason}, and ADIL_REQUIRE_SERVERS=1")
    pytest.skip(reason)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a fresh PostgreSQL, which is stopped and removed afterwards."""
    programs = find_programs()
    if programs is None:
        refuse_or_skip("PostgreSQL (initdb, postgres) is not installed")
    if find_spec("psycopg") is None:
        refuse_or_skip("psycopg is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder, port, user = Path(name), free_port(), unprivileged()
        if user:
            shutil.chown(folder, user["user"], user["group"])
        data = folder / "data"
        made = [programs / "initdb", "-D", data, "-U", "adil", "-A", "trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **user)
        command = [programs / "postgres", "-D", data, "-h", LOOPBACK, "-p", str(port), "-k", folder, "-F"]
        with running(command, signal.SIGINT, cwd=folder, **user) as server:
            wait_for(port, server)
            yield f"host={LOOPBACK} port={port} user=adil dbname=postgres connect_timeout=10"


def find_programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return Path(found[-1]).parent if found else None


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@contextmanager
def spark_master() -> Iterator[str]:
    """The address of a standalone master with one worker of one core.

    Spark cuts each shuffle into 200 parts unless told otherwise: far too many for one core.
    """
    if shutil.which("java") is None:
        refuse_or_skip("Java is not installed")
    if find_spec("pyspark") is None:
        refuse_or_skip("pyspark is not installed")
    import pyspark

    home, port = Path(pyspark.__file__).parent, free_port()
    start = [home / "bin" / "spark-class", "org.apache.spark.deploy"]
    with tempfile.TemporaryDirectory() as name:
        Path(name, "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 2\n", encoding="utf-8")
        patch = pytest.MonkeyPatch()
        patch.setenv("SPARK_LOCAL_IP", LOOPBACK)
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_CONF_DIR", name)
        place = {"cwd": name}
        address = f"spark://{LOOPBACK}:{port}"
        loopback = ["--host", LOOPBACK, "--webui-port", "0"]
        master = [start[0], f"{start[1]}.master.Master", *loopback, "--port", str(port)]
        worker = [
            start[0],
            f"{start[1]}.worker.Worker",
            *loopback,
            "-c",
            "1",
            "-m",
            "1g",
            "-d",
            name,
            address,
        ]
        with running(master, signal.SIGTERM, **place) as server:
            wait_for(port, server)
            with running(worker, signal.SIGTERM, **place):
                yield address
        patch.undo()


@contextmanager
def running(command: list[Any], stop: signal.Signals, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is stopped by its own number."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet, **options) as process:
        try:
            yield process
        finally:
            process.send_signal(stop)
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the port answers; its first connection is only a knock."""
    until = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((LOOPBACK, port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server on port {port} did not start")


def free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])
