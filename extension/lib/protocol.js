/** The protocol this extension speaks. The shapes that travel, as types: protocol.d.ts, which is rendered from the host. */

export const PROTOCOL = 1;
