#!/bin/sh
# aiohttp 3.14.5: the password in a proxy's address goes out as Latin-1, whatever it was percent-encoded from, and one
# beyond Latin-1 raises UnicodeEncodeError, which is no aiohttp.ClientError. curl sends the bytes that the percent signs
# stand for, so an address that works with curl is refused by the same proxy (407) or ends the program.
# Seen: "%C3%A4: curl c3a4, aiohttp e4", "%E2%82%AC: curl e282ac, aiohttp UnicodeEncodeError".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import base64
import re
import subprocess

import aiohttp


async def main():
    heard = []

    async def proxy(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        sent = re.search(r"Proxy-Authorization: Basic (\S+)", head, re.IGNORECASE)
        heard.append(base64.b64decode(sent[1]).partition(b":")[2].hex())
        writer.write(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for password, by_aiohttp in (("%C3%A4", "e4"), ("%E2%82%AC", "UnicodeEncodeError")):
        address = f"http://stu:{password}@127.0.0.1:{port}"
        curl = ("curl", "-s", "-o", "/dev/null", "-x", address, "http://autolab.invalid/")
        await asyncio.to_thread(subprocess.run, curl, check=False)
        by_curl = heard.pop()
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get("http://autolab.invalid/", proxy=address):
                    seen = heard.pop()
            except UnicodeEncodeError as error:
                seen = type(error).__name__
        print(f"{password}: curl {by_curl}, aiohttp {seen}")
        assert (by_curl, seen) == (password.replace("%", "").lower(), by_aiohttp)


asyncio.run(main())
PYTHON
