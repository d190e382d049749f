/** What the steps of a submission share, and the order that they may follow: see STEPS in dialog.js. */

import type { Failure } from "../../lib/errors.js";
import type { AssessmentParams, Receipt, SubmitCheck } from "../../lib/protocol.js";
import type { Chosen } from "../../lib/chosen.js";
import type { BadgeStore } from "../shared/badge-store.js";
import type { Confirmed, Upload } from "./upload.js";

/** Each step, and what it takes besides the flow. */
export interface Steps {
  choose: [];
  /** in its place, where no file is taken */
  quiz: [];
  confirm: [];
  /** confirmed: what the user has insisted on */
  send: [upload: Upload, confirmed: Confirmed];
  receipt: [receipt: Receipt];
  /** doubt: the file may have arrived all the same */
  failure: [why: Failure, doubt: boolean];
}

export interface Flow {
  target: AssessmentParams;
  /** the page's, where what becomes of the file is shown too */
  badges: BadgeStore;
  check: SubmitCheck;
  /** what was handed in here from this computer */
  earlier: Receipt[];
  dialog: HTMLDialogElement;
  file: Chosen | null;
  /** names of what was put into the archive that `file` is; empty: it is the user's own */
  packed: string[];
  /** takes files from the clipboard, in the step that chooses */
  pasted?: ((files: File[]) => void) | undefined;
  /** by the user's own click */
  affirmed: boolean;
  /** aborts when the dialog is closed */
  signal: AbortSignal;
  /** Goes on with another step: none of them knows the others. */
  go<Name extends keyof Steps>(step: Name, ...given: Steps[Name]): void;
  show(title: string, body: HTMLElement, how?: { busy?: boolean }): void;
  /** What to undo when the dialog is closed before the end. */
  onLeave(undo: () => void): void;
  close(): void;
}
