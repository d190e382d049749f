#!/bin/sh
# aiohttp 3.14.5: a proxy that refuses the connection raises ClientProxyConnectionError, but one whose own name cannot
# be resolved raises ClientConnectorDNSError, the class of an unknown server, and its text does not say "proxy". Whoever
# tells the two apart by class sends the user to the server's address. Only the error's `host` names the proxy.
# Seen: "no such proxy: ClientConnectorDNSError, host proxy.invalid", "no such server: ClientConnectorDNSError, host
# server.invalid", "proxy down: ClientProxyConnectionError, host 127.0.0.1".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

import aiohttp

CASES = (
    ("no such proxy", "http://proxy.invalid:3128", "ClientConnectorDNSError", "proxy.invalid"),
    ("no such server", None, "ClientConnectorDNSError", "server.invalid"),
    ("proxy down", "http://127.0.0.1:1", "ClientProxyConnectionError", "127.0.0.1"),
)


async def main():
    async with aiohttp.ClientSession() as session:
        for what, proxy, kind, host in CASES:
            try:
                async with session.get("https://server.invalid/", proxy=proxy):
                    raise SystemExit("answered")
            except aiohttp.ClientConnectorError as error:
                print(f"{what}: {type(error).__name__}, host {error.host}")
                assert (type(error).__name__, error.host) == (kind, host)


asyncio.run(main())
PYTHON
