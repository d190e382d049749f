"""The floor of handing a file over: a bare blocking native host that decodes each part and appends it to a file."""

import base64
import json
import struct
import sys
import tempfile

with tempfile.TemporaryFile(buffering=0) as file:
    while header := sys.stdin.buffer.read(4):
        message = json.loads(sys.stdin.buffer.read(struct.unpack("=I", header)[0]))
        file.write(base64.b64decode(message["params"]["data"], validate=True))
        body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {}}).encode()
        sys.stdout.buffer.write(struct.pack("=I", len(body)) + body)
        sys.stdout.buffer.flush()
