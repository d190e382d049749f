"""The floor: a bare blocking native host that reads JSON and writes it back. Nothing can answer much sooner."""

import json
import struct
import sys

while header := sys.stdin.buffer.read(4):
    message = json.loads(sys.stdin.buffer.read(struct.unpack("=I", header)[0]))
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(struct.pack("=I", len(body)) + body)
    sys.stdout.buffer.flush()
