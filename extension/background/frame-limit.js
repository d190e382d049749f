/** The host drops a message that is longer than its frame, and cannot say whose it was: so none such is sent. */

import { Failure } from "../lib/errors.js";

/**
 * @param {{ method: string }} request
 * @param {number} limit  bytes that the host takes
 * @throws {Failure}  the host's own row
 */
export function refuseTooLarge(request, limit) {
  if (request.method === "submit.part") return; // as long as the host has asked for
  const length = new TextEncoder().encode(JSON.stringify(request)).length;
  if (length <= limit) return;
  const message = `A message of ${length} bytes exceeds the limit of ${limit} bytes.`;
  throw new Failure({ code: 100, message, data: { name: "frame_too_large", length, limit, remedy: "Send uploads in parts." } });
}
