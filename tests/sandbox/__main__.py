"""`python -m tests.sandbox --port P --seed demo|reference|large`: serve until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys

from .box import Sandbox
from .describe import as_text, describe
from .seeds import SEEDS

HIGHEST_PORT = 65535


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"a number from 0 to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox", description="A small Autolab for tests.")
    parser.add_argument("--port", type=_port, default=0, help="0 takes any free port")
    parser.add_argument("--seed", choices=sorted(SEEDS), default="demo")
    parser.add_argument(
        "--throttle", choices=("on", "off", "all"), default="on", help="all: tokens in the header count too"
    )
    parser.add_argument("--assessments", type=int, default=50, help="size of the course of seed large")
    parser.add_argument("--latency", type=float, default=0, metavar="MS", help="wait before every answer")
    parser.add_argument("--json", action="store_true", help="describe the sandbox as one line of JSON")
    parser.add_argument("--control", action="store_true", help="offer /__sandbox__/ (faults, clock, log)")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    box = Sandbox(
        options.seed,
        throttle=options.throttle,
        control=options.control,
        latency=options.latency / 1000,
        assessments=options.assessments,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    try:
        await box.start(options.port)
    except OSError as error:
        sys.exit(
            f"python -m tests.sandbox: port {options.port} cannot be used: {os.strerror(error.errno or 0)}"
        )
    about = describe(box)
    sys.stdout.write((json.dumps(about) if options.json else as_text(about)) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await box.stop()


asyncio.run(_serve(_arguments()))
