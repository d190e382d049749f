import "./browser.js";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Buffer, File } from "node:buffer";
import process from "node:process";
import test from "node:test";

globalThis.File ??= File;
const { tar } = await import("../../extension/lib/tar.js");

const file = (name, text) => new File([text], name, { lastModified: 1_700_000_000_000 });

test("the system's tar reads the archive, with names beyond ASCII and files of any size", async () => {
  const files = [file("main.c", "int main;\n"), file("größe.txt", "x".repeat(512)), file("empty", ""), file("long.bin", "y".repeat(1500))];
  const archive = tar(files, "handin.tar");
  assert.equal(archive.name, "handin.tar");
  assert.equal(archive.size % 512, 0);
  const input = Buffer.from(await archive.arrayBuffer());
  const listed = execFileSync("tar", ["-tf", "-", "--quoting-style=literal"], { input, env: { LC_ALL: "C.UTF-8", PATH: process.env.PATH } }).toString().trim().split("\n");
  assert.deepEqual(listed, ["main.c", "größe.txt", "empty", "long.bin"]);
  assert.equal(execFileSync("tar", ["-xOf", "-", "long.bin"], { input }).toString(), "y".repeat(1500));
});

test("a name that does not fit, or is there twice, is named", () => {
  assert.throws(() => tar([file("a", "1"), file("a", "2")], "x.tar"), { name: "archive_names" });
  assert.throws(() => tar([file("n".repeat(101), "1")], "x.tar"), { name: "archive_names" });
});
