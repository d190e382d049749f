import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import test from "node:test";
import { crc32 } from "../../extension/lib/crc32.js";
import { Sha256 } from "../../extension/lib/sha256.js";

test("CRC-32 of the check string", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

test("SHA-256 is node's, at every length around its blocks", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(new Sha256().update(bytes).hex(), createHash("sha256").update(bytes).digest("hex"), `${length} bytes`);
  }
});

test("SHA-256 does not care how the bytes arrive", () => {
  const bytes = randomBytes(100_000);
  const hash = new Sha256();
  for (let at = 0, step = 1; at < bytes.length; at += step, step = (step * 7) % 509 + 1) hash.update(bytes.subarray(at, at + step));
  assert.equal(hash.hex(), createHash("sha256").update(bytes).digest("hex"));
});
