/**
 * The shapes that travel between extension and host. Names and meanings: native_host/PROTOCOL.md.
 * This file has no code to run apart from the constants.
 */

export const PROTOCOL = 1;

/** Bytes of one upload part, before base64. */
export const PART_SIZE = 524288;

/**
 * @typedef {"page" | "popup" | "options" | "background"} Caller
 *
 * @typedef {object} ErrorObject
 * @property {number} code                    0 for what the extension itself found
 * @property {string} message                 the cause
 * @property {{ name: string, remedy: string, server_said?: string, [field: string]: unknown }} data
 *
 * @typedef {{ email: string, name: string }} Account   the name as far as Autolab has one
 *
 * @typedef {object} HostInfo
 * @property {{ name: string, version: string }} host
 * @property {Record<string, { scope: string | null, callers: Caller[] }>} operations
 *
 * @typedef {object} Badge
 * @property {string} assessment
 * @property {string} display_name
 * @property {"score" | "unreleased" | "not_submitted" | "submitted" | "no_file" | "loading" | "error"} state
 * @property {number | null} score
 * @property {number | null} total
 * @property {"before_adjustments" | null} [score_kind]
 * @property {boolean} complete               every problem has its released score
 * @property {number | null} version
 * @property {number} submissions
 * @property {boolean} submittable
 * @property {"closed" | "disabled" | "not_open" | "limit" | null} why_not
 * @property {string | null} due_at
 * @property {string | null} end_at
 * @property {number | null} [late_slack]     seconds that the course adds to due and end
 * @property {boolean} staff                  the dates do not stop this user
 * @property {boolean} late
 * @property {number | null} versions_left    null: unlimited or unknown
 * @property {ErrorObject | null} error
 *
 * @typedef {object} SubmitCheck
 * @property {Account} account                whose submission it will be
 * @property {boolean} open
 * @property {string | null} why_not
 * @property {string | null} due_at
 * @property {string | null} end_at
 * @property {number | null} [late_slack]
 * @property {boolean} late
 * @property {number | null} versions_left
 * @property {string} display_name
 * @property {string} course_display_name
 * @property {number | null} clock_ahead      seconds by which this computer's clock is ahead of the server's; null: not known
 * @property {import("./host-words.js").Warning[]} warnings
 * @property {string | null} [handin_hint]
 * @property {Receipt | null} already
 *
 * @typedef {object} ReceiptLoss             what the tally of receipts says is not there
 * @property {number} missing
 * @property {string | null} since            when the oldest of the missing ones was sent
 * @property {number} outdated                shown as they were before their last change
 * @property {boolean} doubt                  more may be missing
 *
 * @typedef {object} Receipt
 * @property {string} receipt
 * @property {string} server
 * @property {string} course
 * @property {string} assessment
 * @property {string} display_name
 * @property {string} filename
 * @property {number} size
 * @property {string} sha256
 * @property {string} sent_at
 * @property {string | null} settled_at
 * @property {"sending" | "pending" | "landed" | "appeared" | "accepted_ungraded" | "not_stored" | "refused" | "not_landed" | "unknown"} state
 * @property {number | null} version
 * @property {string | null} version_created_at   when the server created the version, by its clock
 * @property {string | null} server_filename
 * @property {string | null} server_said
 * @property {string | null} reason           an error's name, or how the state is known without an answer
 * @property {number[]} candidates            versions one of which may be this file
 * @property {[string, string] | null} [removed_between]  when its version was first known to be listed, when it first was not
 * @property {string | null} corrected_at
 * @property {string | null} corrected_from   the state that was told until then
 * @property {string} account
 *
 * @typedef {object} Session
 * @property {string} server
 * @property {{ email: string, first_name?: string, last_name?: string } | null} account   null: the session has ended
 * @property {string[]} scope
 * @property {ErrorObject | null} error      why it has ended
 *
 * @typedef {object} Server
 * @property {string} server
 * @property {string} label
 * @property {boolean} staff_tools
 * @property {string} client_id
 * @property {("identity" | "device" | "oob" | "loopback")[]} ways   registered ways to sign in, best first
 * @property {string[]} identity_redirects   registered for the way identity
 *
 * @typedef {{ method: string, params: Record<string, any> }} Notice   a notification from the host
 */
