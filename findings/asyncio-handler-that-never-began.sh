#!/bin/sh
# asyncio of CPython 3.11.7, 3.12.1 and 3.13.0: a connection that comes while the server ends is closed by nobody.
# `asyncio.start_server` makes a task of its coroutine for each connection. `asyncio.run` cancels what is left at its
# end, and a task that is cancelled before its first step never runs its body: the handler's `finally: writer.close()`
# does not count. The connection stays open until the garbage collector finds its transport, in a test run during any
# later test: "ResourceWarning: unclosed transport". Closing the server, or each writer that a handler has been given,
# does not help; letting the loop turn twice between the listener's last look and the end does.
# Seen, by turns of the loop between the client's connecting and the end: one of them leaves "unclosed transport", with
# the handler never begun; two more turns before the end, and none does.
# Needs python3 (3.11 or later) only; nothing is installed.
set -eu
python3 - <<'PYTHON'
import asyncio
import gc
import socket
import sys
import warnings

warned = []
sys.unraisablehook = lambda unraisable: warned.append(str(unraisable.exc_value))
warnings.simplefilter("error", ResourceWarning)


async def serve(turns, patient, began):
    async def handler(reader, writer):
        began.append(True)
        try:
            await reader.readline()
        except asyncio.CancelledError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    client = socket.create_connection(server.sockets[0].getsockname())
    for _ in range(turns):
        await asyncio.sleep(0)
    if patient:
        asyncio.get_running_loop().remove_reader(server.sockets[0])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    server.close()
    return client


def left_open(patient):
    """(turns, whether the handler began) of each run that left its connection open."""
    found = []
    for turns in range(10):
        began = []
        warned.clear()
        asyncio.run(serve(turns, patient, began)).close()
        gc.collect()
        if any(text.startswith("unclosed transport") for text in warned):
            found.append((turns, bool(began)))
    return found


version = sys.version.split()[0]
hasty, patient = left_open(False), left_open(True)
print(f"Python {version}: left open (turns, handler began): {hasty}; with two turns more: {patient}")
assert len(hasty) == 1 and not hasty[0][1], hasty
assert patient == [], patient
PYTHON
