import type { Caller, Operations } from "../lib/protocol.js";

/** Asks the host for an operation, by default for the worker itself. */
export type Ask = <Op extends keyof Operations>(
  op: Op, params: Operations[Op]["params"], caller?: Caller, signal?: AbortSignal,
) => Promise<Operations[Op]["result"]>;
