/** What the worker's task `overview` answers: all that the popup and the options page show. */

import type { Attempt, ErrorObject, Host, HostInfo, Server, Session, VaultStatus } from "../../lib/protocol.js";

export type ServerView = Server & { allowed: boolean; session: Session | null };

export interface Overview {
  extension: { version: string; protocol: number };
  host?: Host;
  operations?: HostInfo["operations"];
  error?: ErrorObject;
  vault?: VaultStatus;
  servers: ServerView[];
  attempts: Attempt[];
}
