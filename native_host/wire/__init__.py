"""Sans-I/O: bytes to frames, frames to JSON-RPC 2.0 messages, replies to parts, and the error catalogue."""
