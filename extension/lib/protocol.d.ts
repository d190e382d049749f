/**
 * What travels between extension and host. Rendered from native_host/wire/shapes and the error catalogue by
 * `python -m tests.protocol_document`; PROTOCOL.md says the same in words.
 */

export const PROTOCOL: 1;

/** A server: its origin, https://host or https://host:port, as parse_origin normalises it. */
export type Origin = string;

/** An account of one server, as that server names it. */
export type Email = string;

/** Who asks: a content script, the popup, one of the companion's own full pages, or the worker itself. */
export type Caller = "page" | "popup" | "options" | "background";

/** A moment of ours: ISO 8601 in UTC. */
export type Utc = string;

/** A moment as the server wrote it: ISO 8601 with its offset. */
export type ServerTime = string;

/** Besides these the fields that the row's message and remedy name. */
export interface ErrorData {
  name: ErrorName | (string & {});
  /** what the user can do */
  remedy: string;
  /** the server's own words */
  server_said?: string;
  /** the receipt that tells more, where a submission failed */
  receipt?: string;
  [field: string]: unknown;
}

/** JSON-RPC's error object. */
export interface ErrorObject {
  code: number;
  /** the cause */
  message: string;
  data: ErrorData;
}

/** Whose session it is, for people. */
export interface Account {
  email: Email;
  /** as far as Autolab has one */
  name: string;
}

/** How far this computer's clock and the server's are apart. */
export interface ClockFacts {
  /** seconds by which this computer's clock is ahead of the server's (negative: behind); null: not known */
  clock_ahead: number | null;
}

/** None. */
export interface NoParams {
}

/** Who speaks to the host. */
export interface ClientInfo {
  name: string;
  version: string;
}

/** The first request. */
export interface HelloParams {
  protocol: number;
  client: ClientInfo;
}

/** Who answers. */
export interface Host {
  name: string;
  version: string;
  /** Python's sys.platform */
  platform: string;
}

/** What an operation needs. */
export interface OperationInfo {
  /** OAuth scope that the session must hold; null: no session needed */
  scope: string | null;
  callers: Caller[];
}

/** What the host takes, in bytes. */
export interface Limits {
  /** one message */
  frame: number;
}

/** What the host is and does. */
export interface HostInfo {
  protocol: number;
  host: Host;
  operations: Record<string, OperationInfo>;
  limits: Limits;
}

/** One thing the host needs. */
export interface CheckedPart {
  /** modules, folder, vault, receipts, imports or cache */
  part: string;
  /** null: it works, or there is nothing to try yet */
  error: ErrorObject | null;
}

/** What works and what does not; each part was tried just now. */
export interface HostCheck {
  parts: CheckedPart[];
}

/** One thing that is wrong or worth knowing. */
export interface DoctorFinding {
  /** which check found it: a name of installer/doctor.py, or module */
  check: string;
  /** problem, warning or note */
  level: string;
  /** what is so, in English, as the next two */
  finding: string;
  cause: string;
  remedy: string;
  /** whether `autolab-companion doctor --fix` mends it */
  fixable: boolean;
}

/** What the doctor finds. The home folder in its words is `~`. */
export interface HostDoctor {
  /** nothing keeps the companion from working */
  healthy: boolean;
  /** how many there were */
  checks: number;
  findings: DoctorFinding[];
}

/** One kind of what is kept. */
export interface StoredPart {
  /** receipts, cache, imports, vault, uploads, log or other */
  part: string;
  bytes: number;
}

/** What the host keeps on this computer. */
export interface HostStorage {
  /** absolute path */
  folder: string;
  parts: StoredPart[];
}

/** A way to sign in: the browser's identity API, a device code, a code page, a listener on this machine. */
export type Way = "identity" | "device" | "oob" | "loopback";

/** All of a server but its client secret. */
export interface Server {
  server: Origin;
  label: string;
  client_id: string;
  has_secret: boolean;
  /** registered there, best first */
  ways: Way[];
  /** registered for the way identity */
  identity_redirects: string[];
  staff_tools: boolean;
  /** without TLS, on this machine */
  development: boolean;
}

/** By label. */
export interface Servers {
  servers: Server[];
}

/** It is an Autolab, and the client, if given, is registered there. */
export interface CheckedServer {
  server: Origin;
  client_checked: boolean;
  known: boolean;
}

/** The server as it is kept. */
export interface OneServer {
  server: Server;
}

/** The server as it is kept now. */
export interface StaffTools {
  server: Server;
  /** a new sign-in has to grant what is wanted now */
  sign_in_again: boolean;
}

/** A server. */
export interface OneServerParams {
  server: Origin;
}

/** A server, or all of them. */
export interface SomeServerParams {
  server?: Origin;
}

/** A server and perhaps the client registered there. */
export interface CheckParams {
  server: Origin;
  client_id?: string;
  client_secret?: string;
}

/** A server as its user types it in; the redirects are as in a deployment file. */
export interface AddParams {
  server: Origin;
  client_id: string;
  client_secret?: string;
  label?: string;
  redirects?: Record<string, any>;
}

/** What a deployment file holds. */
export interface DeploymentParams {
  deployment: Record<string, any>;
}

/** Whether the tools for staff are wanted. */
export interface StaffToolsParams {
  server: Origin;
  on: boolean;
}

/** waiting for the user, exchanging the code, then how it ended. */
export type AttemptState = "waiting" | "exchanging" | "signed_in" | "denied" | "failed" | "expired" | "cancelled";

/** Autolab's own description of the user. */
export interface SessionAccount {
  email: Email;
  first_name?: string | null;
  last_name?: string | null;
  school?: string | null;
  major?: string | null;
  year?: string | number | null;
}

/** A session, or why there is none any more. */
export interface Session {
  server: Origin;
  /** null: the server has ended the session */
  account: SessionAccount | null;
  scope: string[];
  /** why it has ended */
  error: ErrorObject | null;
}

/** Servers nobody signed in to are absent. */
export interface Sessions {
  sessions: Session[];
}

/** What a scope allows. */
export interface ScopeWords {
  scope: string;
  words: string;
}

/** What whoever began an attempt opens or shows. */
export interface StartedAttempt {
  attempt: string;
  server: Origin;
  way: Way;
  expires_at: Utc;
  scopes: ScopeWords[];
  /** all ways but device */
  authorization_url?: string;
  /** device */
  user_code?: string;
  /** device */
  activate_url?: string;
  /** device */
  deep_link?: string;
}

/** An attempt to sign in; readable for a while after its end. */
export interface Attempt {
  attempt: string;
  server: Origin;
  way: Way;
  state: AttemptState;
  expires_at: Utc;
  user_code?: string;
  activate_url?: string;
  deep_link?: string;
  /** why it failed; while exchanging, what it waits out */
  error?: ErrorObject;
}

/** Oldest first. */
export interface Attempts {
  attempts: Attempt[];
}

/** The new session. */
export interface SignedIn {
  server: Origin;
  account: SessionAccount;
  scope: string[];
}

/** Here the session is erased in any case. */
export interface SignedOut {
  revoked: boolean;
  account: Email | null;
  /** the server could not be told */
  warning?: ErrorObject;
  /** why not */
  cause?: ErrorObject;
}

/** key_foreign: the key there is another folder's. */
export type VaultState = "open" | "locked" | "empty" | "key_missing" | "key_foreign";

/** Where the vault's key is kept. */
export type Custody = "keychain" | "passphrase" | "keyfile";

/** How the key is kept and whether it opens what is stored. */
export interface VaultStatus {
  custody: Custody | null;
  state: VaultState;
  records: number;
}

/** `redirect_uri` is what identity.getRedirectURL gave. */
export interface StartParams {
  server: Origin;
  way: Way;
  redirect_uri?: string;
}

/** The address the server redirected to. */
export interface FinishParams {
  attempt: string;
  redirect_url: string;
}

/** `abandoned`: its window was closed. It ends as sign_in_abandoned, or is finished if it had gone on. Without it the attempt ends as cancelled, and tokens in hand are given back. */
export interface CancelParams {
  attempt: string;
  abandoned?: boolean;
}

/** The passphrase. */
export interface UnlockParams {
  passphrase: string;
}

/** no_file: recorded without a file, which the server could not store; in_doubt: nothing else is listed, and what was sent from this computer may have arrived (`sending` or `pending`). */
export type BadgeState = "loading" | "error" | "not_submitted" | "in_doubt" | "submitted" | "no_file" | "unreleased" | "score";

/** Why nothing can be handed in, for the course's dates and limits; extensions of one's own are not told. */
export type WhyNot = "disabled" | "not_open" | "closed" | "limit";

/** The state of one assessment for this account. */
export interface Badge {
  assessment: string;
  display_name: string;
  state: BadgeState;
  /** beside any state: what was sent from here last may have arrived, as a version newer than `version` */
  in_doubt: boolean;
  /** sum of the released problems of the newest version */
  score: number | null;
  /** tweaks, penalties and excuses are not told; null without a score */
  score_kind: "before_adjustments" | null;
  total: number | null;
  /** every problem has a released score */
  complete: boolean;
  /** whether an autograder scores it; null: not known */
  autograded: boolean | null;
  version: number | null;
  submissions: number;
  submittable: boolean;
  why_not: WhyNot | null;
  /** answered on its own page, which takes no file; known once that page was seen */
  quiz: boolean;
  start_at: ServerTime | null;
  due_at: ServerTime | null;
  end_at: ServerTime | null;
  /** seconds that the course adds to due and end; null: not known */
  late_slack: number | null;
  /** known to be staff of the course, whom its dates do not stop */
  staff: boolean;
  /** past due and before the end, late slack counted in both */
  late: boolean;
  /** null: unlimited or unknown */
  versions_left: number | null;
  /** beside any state: the last refresh failed */
  error: ErrorObject | null;
  fetched_at: Utc | null;
}

/** All badges of a course; then `badges.changed` tells those that changed. */
export interface Badges extends ClockFacts {
  /** whose they are */
  account: Account;
  badges: Badge[];
  /** null: not all are known yet */
  fetched_at: Utc | null;
  stale: boolean;
  /** why the last refresh failed */
  error: ErrorObject | null;
}

/** `visible`: the assessments that the user looks at, which are asked first. */
export interface BadgesParams {
  server: Origin;
  course: string;
  visible?: string[];
}

/** A version whose score is awaited. */
export interface WatchParams {
  server: Origin;
  course: string;
  assessment: string;
  version: number;
}

/** released: a score is there; by_hand: none comes by itself; superseded: by another version. */
export type Outcome = "released" | "unreleased" | "by_hand" | "superseded" | "gave_up";

/** How the watch ended; `news`: with a score that is this host's to tell, and no other's. */
export interface Watched {
  outcome: Outcome | null;
  badge: Badge | null;
  news: boolean;
}

/** The course's deadline that comes first, of what is to do if something is. */
export interface NextDeadline {
  assessment: string;
  display_name: string;
  at: ServerTime;
  /** the deadline has passed: until then the course takes late work */
  late: boolean;
}

/** What is ahead in one course. Deadlines are the course's; extensions of one's own are not told. */
export interface CourseDue {
  course: string;
  staff: boolean;
  /** assessments that take work and have none of the user's; null: not known, or the user is staff */
  to_do: number | null;
  next: NextDeadline | null;
  /** of the oldest part */
  fetched_at: Utc;
}

/** What is ahead in each current course whose assessments are known; `changed` tells it anew. */
export interface CoursesDue extends ClockFacts {
  /** whose they are */
  account: Account;
  courses: CourseDue[];
  /** why some part could not be asked for */
  error: ErrorObject | null;
  stale: boolean;
}

/** An assessment that is due or can still be handed in. */
export interface Deadline extends ClockFacts {
  server: Origin;
  course: string;
  course_display_name: string;
  auth_level: string | null;
  assessment: string;
  display_name: string;
  category_name: string | null;
  due_at: ServerTime | null;
  end_at: ServerTime | null;
  /** seconds that the course adds to both */
  late_slack: number | null;
  /** extensions of one's own are not told */
  deadline_kind: "course";
  /** past due and before the end, the late slack counted */
  late: boolean;
  state: BadgeState | null;
  /** as in the badge, and so the total, whether it is complete, and the quiz */
  score: number | null;
  total: number | null;
  complete: boolean;
  quiz: boolean;
  /** false: handed in, takes nothing, or the user is staff; true also where that is not known */
  to_do: boolean;
}

/** Those of all current courses, as far as they are remembered; no server is asked. */
export interface AllAssessments {
  items: Deadline[];
}

/** What could not be asked. */
export interface AgendaFailure {
  server: Origin;
  course: string | null;
  error: ErrorObject;
}

/** The coming deadlines over all servers and courses, by due date. */
export interface AgendaData {
  items: Deadline[];
  errors: AgendaFailure[];
}

/** The agenda as far as it is known. */
export interface Agenda {
  data: AgendaData;
  /** of the oldest part */
  fetched_at: Utc | null;
  stale: boolean;
}

/** The deadlines as iCalendar (RFC 5545). */
export interface Calendar {
  filename: string;
  text: string;
}

/** The language of what the companion adds. */
export interface CalendarParams {
  language?: string;
}

/** What each means and which may follow: section Submissions. */
export type ReceiptState = "sending" | "pending" | "landed" | "appeared" | "accepted_ungraded" | "not_stored" | "refused" | "not_landed" | "unknown";

/** What is known of one submission. */
export interface Receipt {
  /** its id */
  receipt: string;
  server: Origin;
  account: Email;
  course: string;
  assessment: string;
  display_name: string;
  filename: string;
  size: number;
  sha256: string;
  sent_at: Utc;
  settled_at: Utc | null;
  state: ReceiptState;
  /** false while the state may still change */
  settled: boolean;
  version: number | null;
  /** by the server's clock */
  version_created_at: Utc | null;
  server_filename: string | null;
  server_said: string | null;
  /** the error's name, or answer_lost, interrupted, listed, not_listed, never_listed, several_candidates, later_version, not_listable */
  reason: string | null;
  /** of the application's answer */
  status: number | null;
  /** versions one of which may be it */
  candidates: number[];
  corrected_at: Utc | null;
  /** the state told until then */
  corrected_from: ReceiptState | null;
  /** when its version was first known to be listed, when it first was not */
  removed_between: Utc[] | null;
}

/** What the tally of receipts says is not there. */
export interface ReceiptLoss {
  /** receipts that were here and are not any more */
  missing: number;
  /** when the oldest of them was sent */
  since: Utc | null;
  /** receipts that are here as they were before their last change */
  outdated: number;
  /** more may be missing */
  doubt: boolean;
}

/** Newest first. */
export interface Receipts {
  receipts: Receipt[];
  /** number of damaged ones */
  unreadable: number;
  loss: ReceiptLoss | null;
  /** some are being settled, `receipt.changed` follows */
  stale: boolean;
}

/** What the signed-in account handed in to one assessment from here, newest first. */
export interface ReceiptsHere {
  receipts: Receipt[];
  /** number of those that are damaged, missing or older than their last change */
  others: number;
}

/** Which receipts; all without a filter. */
export interface ReceiptsParams {
  server?: Origin;
  course?: string;
}

/** One receipt or all that fit, as a printable page or as JSON, which `autolab-companion receipts import` reads. */
export interface ReceiptsFile {
  filename: string;
  text: string;
}

/** Which receipts, in which form; a page is in `language`. */
export interface ExportParams extends ReceiptsParams {
  format: "json" | "html";
  language?: string;
  receipt?: string;
}

/** What the student should know before a file is sent. */
export interface Warning {
  code: string;
  message: string;
  /** those that the message names */
  fields: Record<string, any>;
}

/** landed, appeared or accepted_ungraded; any other end is an error that names its receipt. After an error of the kind `question` without a POST the same upload can be committed again. */
export interface OneReceipt {
  receipt: Receipt;
}

/** What the two clocks say now; all that depends on the time is judged by the server's. */
export interface ClocksNow extends ClockFacts {
  server_clock_at: Utc;
  our_clock_at: Utc;
}

/** What is known about handing in to an assessment, the clocks left out. */
export interface KnownFacts {
  display_name: string;
  course_display_name: string;
  why_not: WhyNot | null;
  start_at: ServerTime | null;
  due_at: ServerTime | null;
  end_at: ServerTime | null;
  /** seconds that the course adds to due and end */
  late_slack: number | null;
  /** the dates do not stop this user */
  staff: boolean;
  late: boolean;
  versions_left: number | null;
  submissions: number | null;
  /** -1: unlimited */
  max_submissions: number | null;
  max_unpenalized_submissions: number | null;
  /** that this assessment takes; null: no limit of its own */
  max_grace_days: number | null;
  /** that the course gives everybody in all; null: not known */
  grace_days: number | null;
  group_size: number | null;
  /** such as .c */
  handin_hint: string | null;
  fetched_at: Utc;
}

/** What is known about handing in to an assessment. Dates and limits are the course's: the API tells no extensions. Where the dates alone say no, Autolab still takes the work of whoever has an extension of their own. */
export interface Facts extends KnownFacts, ClocksNow {
  /** as in the badge */
  quiz: boolean;
}

/** What to know before a file is handed in. */
export interface SubmitCheck extends Facts {
  /** whose submission it will be */
  account: Account;
  /** as far as known */
  open: boolean;
  warnings: Warning[];
  /** bytes, as Autolab said when it last refused a file for its size; null: not known, for the API tells none */
  size_limit: number | null;
  /** the newest */
  already: Receipt | null;
}

/** An upload that waits for its parts. */
export interface Begun {
  upload: string;
  /** bytes of every part but the last */
  part_size: number;
  warnings: Warning[];
}

/** Any error ends the upload. */
export interface Received {
  /** bytes so far */
  received: number;
}

/** Nothing is kept. */
export interface Abandoned {
  /** whether there was such an upload */
  abandoned: boolean;
}

/** An assessment. */
export interface AssessmentParams {
  server: Origin;
  course: string;
  assessment: string;
}

/** What the assessment's page shows and the API does not tell. */
export interface SeenParams extends AssessmentParams {
  /** a quiz to answer, and no form that takes a file */
  quiz: boolean;
}

/** It is remembered for this account, and `badges.changed` tells what that changes. */
export interface Seen {
  news: boolean;
}

/** The file to come. */
export interface BeginParams extends AssessmentParams {
  filename: string;
  size: number;
}

/** A part of the file; parts come in order. */
export interface PartParams {
  upload: string;
  index: number;
  data: string;
  crc32: number;
}

/** `confirm`: the questions that the user has answered with yes. */
export interface CommitParams {
  upload: string;
  sha256: string;
  affirmed: boolean;
  confirm: ("empty" | "again" | "elsewhere")[];
}

/** An upload. */
export interface UploadParams {
  upload: string;
}

/** A file of an assessment. */
export interface DownloadParams extends AssessmentParams {
  what: "writeup" | "handout";
}

/** The assessment has none. */
export interface NoFile {
  kind: "none";
}

/** An address to open. */
export interface FileElsewhere {
  kind: "url";
  /** http or https */
  url: string;
}

/** In the user's download folder. */
export interface SavedFile {
  kind: "file";
  path: string;
  filename: string;
  size: number;
}

/** What became of a download. */
export type Download = NoFile | FileElsewhere | SavedFile;

/** A number; the text "unreleased" where it is withheld; null where staff cleared it. An ungraded problem is absent. */
export type Score = number | string | null;

/** What the ledger remembers, or what the server has just said. */
export interface Remembered<T> {
  data: T;
  fetched_at: Utc;
  /** the server is asked behind this reply; `changed` follows if it says something else */
  stale: boolean;
}

/** What a change on the server came to. */
export interface Changed<T> {
  data: T;
}

/** Who the session belongs to. */
export interface User {
  email: Email;
  first_name: string | null;
  last_name: string | null;
  school: string | null;
  major: string | null;
  year: string | number | null;
}

/** A course of the user's. */
export interface Course {
  name: string;
  display_name: string | null;
  semester: string | null;
  late_slack: number | null;
  grace_days: number | null;
  /** student, course_assistant or instructor */
  auth_level: string | null;
}

/** An assessment as the course lists it. */
export interface Assessment {
  name: string;
  display_name: string | null;
  category_name: string | null;
  start_at: ServerTime | null;
  due_at: ServerTime | null;
  end_at: ServerTime | null;
}

/** An assessment as its own page tells it. */
export interface AssessmentDetails extends Assessment {
  description: string | null;
  updated_at: ServerTime | null;
  max_grace_days: number | null;
  /** -1: unlimited */
  max_submissions: number | null;
  disable_handins: boolean | null;
  group_size: number | null;
  writeup_format: string | null;
  handout_format: string | null;
  has_scoreboard: boolean | null;
  has_autograder: boolean | null;
  max_unpenalized_submissions: number | null;
  max_total_score: number | null;
  /** by problem */
  max_scores: Record<string, number | null> | null;
}

/** What is scored. */
export interface Problem {
  name: string;
  description: string | null;
  max_score: number | null;
  optional: boolean | null;
  starred: boolean | null;
}

/** One of the user's own; lists are newest first. */
export interface Submission {
  version: number;
  filename: string | null;
  created_at: ServerTime | null;
  /** by problem */
  scores: Record<string, Score>;
}

/** What the graders wrote. */
export interface Feedback {
  feedback: string | null;
  /** those whose text it may be: the server tells the first one alone, and an empty one hides the others */
  problems: string[];
}

/** Which of the user's courses. */
export interface CoursesParams {
  server: Origin;
  state?: "current" | "completed" | "upcoming" | "disabled";
}

/** A course. */
export interface CourseParams {
  server: Origin;
  course: string;
}

/** A version of the user's. */
export interface FeedbackParams extends CourseParams {
  assessment: string;
  version: number;
}

/** Words of the server. */
export interface Message {
  message: string;
}

/** What was made. */
export interface Named {
  name: string;
}

/** How groups form. */
export interface GroupSettings {
  group_size: number;
  allow_student_assign_group?: boolean | null;
}

/** What somebody may do in a course. */
export type AuthLevel = "student" | "course_assistant" | "instructor";

/** By version, then by problem; released or not. */
export type VersionScores = Record<string, Record<string, Score>>;

/** Somebody in a course's roster. */
export interface Member {
  email: Email;
  first_name: string | null;
  last_name: string | null;
  lecture: string | null;
  section: string | null;
  grade_policy: string | null;
  nickname: string | null;
  dropped: boolean | null;
  school: string | null;
  major: string | null;
  year: string | number | null;
  /** student, course_assistant or instructor */
  auth_level: string | null;
}

/** Somebody in a group. */
export interface GroupMember {
  email: Email;
  first_name: string | null;
  last_name: string | null;
}

/** A group without its members. */
export interface Group {
  id: number;
  name: string | null;
  created_at: ServerTime | null;
  updated_at: ServerTime | null;
}

/** The groups of an assessment. */
export interface Groups {
  group_size: number;
  groups: Group[];
}

/** Members, group by group: the server does not say which group is which. */
export interface GroupsWithMembers {
  group_size: number;
  groups: GroupMember[][];
}

/** Somebody in a course. */
export interface MemberParams extends CourseParams {
  email: string;
}

/** Somebody to enroll. */
export interface CreateMemberParams extends MemberParams {
  lecture: string;
  section: string;
  auth_level: AuthLevel;
  grade_policy?: string;
  nickname?: string;
}

/** What is to be different; the rest stays. */
export interface UpdateMemberParams extends MemberParams {
  lecture?: string;
  section?: string;
  auth_level?: AuthLevel;
  dropped?: boolean;
  grade_policy?: string;
  nickname?: string;
}

/** A group. */
export interface GroupParams extends AssessmentParams {
  group: number;
}

/** A group to make; members by e-mail. */
export interface NewGroup {
  name: string;
  members: string[];
}

/** Groups to make. */
export interface CreateGroupsParams extends AssessmentParams {
  groups: NewGroup[];
}

/** How groups form. */
export interface GroupSettingsParams extends AssessmentParams {
  group_size: number;
  allow_student_assign_group: boolean;
}

/** Somebody's work. */
export interface StudentParams extends AssessmentParams {
  email: string;
}

/** A score to enter. */
export interface NewScore {
  problem: string;
  score: number;
}

/** Scores of the latest submission; they stay unreleased. */
export interface UpdateScoresParams extends StudentParams {
  scores: NewScore[];
  whole_group?: boolean;
}

/** A problem to add. */
export interface CreateProblemParams extends AssessmentParams {
  name: string;
  max_score: number;
  description?: string;
  optional?: boolean;
  starred?: boolean;
}

/** A course to create; dates are YYYY-MM-DD. */
export interface CreateCourseParams {
  server: Origin;
  name: string;
  semester: string;
  instructor_email: string;
  start_date?: string;
  end_date?: string;
}

/** What a table is about; groups and problems are of one assessment, a gradebook of all unless one is named. */
export type TableKind = "roster" | "gradebook" | "groups" | "problems";

/** A preview waits to be confirmed; one that paused goes on when asked to, or with the next start. */
export type JobState = "preview" | "running" | "paused" | "done" | "cancelled";

/** Sending: begun, and nobody knows yet what became of it. */
export type LineState = "planned" | "cannot" | "left_out" | "waiting" | "sending" | "done" | "failed" | "cancelled";

/** A field's value; null: none. Of a group it is the list of its members. */
export type Cell = string | number | boolean | string[] | null;

/** A table that waits for its parts, by `submit.part`; `submit.abandon` forgets it. */
export interface TableBegun {
  upload: string;
  /** bytes of every part but the last */
  part_size: number;
}

/** A column as it was understood. */
export interface TableColumn {
  heading: string;
  /** a field, `assessment:problem`, or null */
  meaning: string | null;
  /** why it is left out, as host_remark_<code>; null: nothing to say of it */
  remark: string | null;
}

/** A line that was left out. */
export interface BadLine {
  /** in the file, from 1 */
  line: number;
  /** why, as host_remark_<code> */
  remark: string;
}

/** What was understood of a table. */
export interface TableReport {
  encoding: string;
  delimiter: string;
  /** without the headings and without bad lines */
  rows: number;
  columns: TableColumn[];
  /** the first ones */
  bad: BadLine[];
  /** all of them */
  bad_lines: number;
}

/** How much there is to do: lines of a plan. */
export interface PlanCounts {
  add: number;
  change: number;
  drop: number;
  create: number;
  dissolve: number;
  cannot: number;
  /** right already; for a gradebook, cells */
  same: number;
  /** of those that can be done: to be looked at twice */
  suspicious: number;
}

/** How far it has come: lines by their state. */
export interface LineCounts {
  planned: number;
  cannot: number;
  left_out: number;
  waiting: number;
  sending: number;
  done: number;
  failed: number;
  cancelled: number;
}

/** One table compared with a course, and the way of what was confirmed of it. */
export interface StaffJob {
  job: string;
  server: Origin;
  course: string;
  assessment: string | null;
  kind: TableKind;
  filename: string;
  state: JobState;
  /** of all that would be done; whoever confirms says it */
  digest: string;
  made_at: Utc;
  ended_at: Utc | null;
  counts: PlanCounts;
  lines: LineCounts;
  table: TableReport;
  /** why it paused, or what it waits for */
  error: ErrorObject | null;
}

/** One field of a line. */
export interface CellChange {
  field: string;
  before: Cell;
  after: Cell;
  /** as host_remark_<code> */
  remarks: string[];
  /** the line's, but for a score that was entered although its line failed */
  state: LineState;
}

/** Everything that one request does: for one person (in one assessment), one group or one problem. */
export interface StaffLine {
  number: number;
  action: "add" | "change" | "drop" | "create" | "dissolve" | "cannot";
  /** e-mail address, or the name of a group or a problem */
  who: string;
  /** of a person */
  name: string | null;
  assessment: string | null;
  changes: CellChange[];
  /** as host_remark_<code> */
  remarks: string[];
  suspicious: boolean;
  /** its line in the file */
  source: number | null;
  state: LineState;
  /** why it failed */
  error: ErrorObject | null;
}

/** Some lines, in the order of their numbers. */
export interface StaffLines {
  lines: StaffLine[];
  /** whether others follow: ask with `after` the last number */
  more: boolean;
}

/** Newest first. */
export interface StaffJobs {
  jobs: StaffJob[];
}

/** A file to save: CSV in which no cell is a formula. */
export interface StaffFile {
  filename: string;
  content: string;
  /** without the headings */
  rows: number;
}

/** Nothing is kept of it. */
export interface Forgotten {
  job: string;
}

/** The table to come. */
export interface TableBeginParams extends CourseParams {
  size: number;
}

/** A table that has arrived, and what it is about. */
export interface PreviewParams {
  server: Origin;
  upload: string;
  sha256: string;
  kind: TableKind;
  assessment?: string;
  filename?: string;
  drop_missing?: boolean;
  suspicious_apart?: boolean;
  domain?: string;
}

/** A job. */
export interface JobParams {
  server: Origin;
  job: string;
}

/** Which of its lines. */
export interface LinesParams extends JobParams {
  after?: number;
  limit?: number;
  states?: LineState[];
}

/** What was looked at, without the lines that are to be left out. */
export interface ConfirmParams extends JobParams {
  digest: string;
  leave_out?: number[];
}

/** Whose jobs: of a server, or of one of its courses. */
export interface JobsParams {
  server: Origin;
  course?: string;
}

/** Which file. */
export interface JobFileParams extends JobParams {
  what: "undo" | "outcome" | "unknown";
}

/** What is to be exported. */
export interface TableExportParams extends CourseParams {
  kind: TableKind;
  assessment?: string;
}

/** A piece of a reply that exceeds a frame; the texts joined are the reply. */
export interface PartNotice {
  id: number | string | null;
  index: number;
  count: number;
  text: string;
}

/** The browser did not read for a while, and so many did not reach it; ask anew. */
export interface DroppedNotice {
  count: number;
}

/** Badges with news. */
export interface BadgesNotice extends ClockFacts {
  server: Origin;
  course: string;
  badges: Badge[];
  /** nothing follows */
  done: boolean;
  fetched_at: Utc | null;
  error: ErrorObject | null;
}

/** A read's answer is different now. */
export interface ChangedNotice {
  operation: string;
  params: Record<string, any>;
  /** absent where it is large: ask */
  data?: any;
  fetched_at?: Utc | null;
  error?: ErrorObject;
}

/** Somebody signed in or out, here or in another browser. */
export interface SessionNotice {
  server: Origin;
  signed_in: boolean;
  reason?: string;
}

/** How far a submission has come, in bytes. */
export interface SubmitNotice {
  upload: string;
  /** queued: held back by the server's limits */
  phase: "queued" | "sending" | "waiting" | "settling";
  sent: number;
  size: number;
}

/** A submission ended, or more is known of one in doubt, by this host or another one of the same folder. */
export interface ReceiptNotice {
  receipt: Receipt;
}

/** How far a download has come, in bytes. */
export interface DownloadNotice {
  server: Origin;
  course: string;
  assessment: string;
  what: "writeup" | "handout";
  received: number;
  /** null: not told */
  size: number | null;
}

/** How far a job has come. */
export interface StaffNotice {
  phase: JobState;
  job: StaffJob;
}

/** A row of the error catalogue. */
export type ErrorName =
  | "parse_error"
  | "invalid_request"
  | "operation_unknown"
  | "invalid_params"
  | "internal_error"
  | "frame_too_large"
  | "frame_truncated"
  | "frame_implausible"
  | "caller_not_allowed"
  | "hello_required"
  | "host_outdated"
  | "extension_outdated"
  | "duplicate_id"
  | "too_many_requests"
  | "cancelled"
  | "caller_may_not"
  | "home_unusable"
  | "host_stopping"
  | "reply_dropped"
  | "module_missing"
  | "doctor_silent"
  | "server_unknown"
  | "origin_invalid"
  | "not_autolab"
  | "server_unreachable"
  | "tls_failed"
  | "server_failed"
  | "answer_unexpected"
  | "redirect_refused"
  | "answer_too_large"
  | "throttled"
  | "deployment_invalid"
  | "path_unknown"
  | "proxy_invalid"
  | "proxy_unreachable"
  | "proxy_name_unknown"
  | "proxy_auth_required"
  | "proxy_refused"
  | "certificate_untrusted"
  | "sign_on_first"
  | "not_signed_in"
  | "sign_in_again"
  | "client_rejected"
  | "redirect_not_registered"
  | "access_denied"
  | "attempt_unknown"
  | "state_mismatch"
  | "grant_rejected"
  | "scope_missing"
  | "sign_in_abandoned"
  | "device_code_unknown"
  | "device_denied"
  | "device_throttled"
  | "port_unavailable"
  | "way_unavailable"
  | "account_differs"
  | "access_left"
  | "scope_withdrawn"
  | "staff_tools_off"
  | "course_unknown"
  | "not_enrolled"
  | "course_disabled"
  | "assessment_unknown"
  | "assessment_unreleased"
  | "instructor_only"
  | "problem_unknown"
  | "submission_unknown"
  | "feedback_none"
  | "feedback_withheld"
  | "request_refused"
  | "group_refused"
  | "user_unknown"
  | "submission_none"
  | "handin_closed"
  | "handins_disabled"
  | "submission_limit"
  | "file_too_large"
  | "file_type_refused"
  | "file_empty"
  | "upload_unknown"
  | "part_unexpected"
  | "checksum_mismatch"
  | "already_submitted"
  | "outcome_unknown"
  | "embedded_quiz"
  | "affirmation_required"
  | "filename_refused"
  | "upload_too_large"
  | "too_many_uploads"
  | "submission_under_way"
  | "submission_lost"
  | "handin_throttled"
  | "content_too_large"
  | "upload_refused"
  | "handin_failed"
  | "not_listed_yet"
  | "probably_submitted"
  | "file_not_stored"
  | "group_unconfirmed"
  | "group_limit"
  | "handin_dropped"
  | "receipts_missing"
  | "version_from_elsewhere"
  | "vault_locked"
  | "key_missing"
  | "passphrase_wrong"
  | "record_damaged"
  | "storage_unsafe"
  | "storage_failed"
  | "format_newer"
  | "keychain_unavailable"
  | "ledger_damaged"
  | "vault_busy"
  | "key_foreign"
  | "custody_damaged"
  | "key_not_kept"
  | "keychain_waiting"
  | "keychain_locked"
  | "home_unfit"
  | "home_in_use"
  | "receipt_unknown"
  | "download_none"
  | "download_failed"
  | "name_refused"
  | "browsers_none"
  | "manifest_foreign"
  | "target_unsafe"
  | "install_failed"
  | "interpreter_unusable"
  | "host_silent"
  | "confirmation_needed"
  | "backup_unusable"
  | "export_failed"
  | "command_failed"
  | "servers_none"
  | "server_choice"
  | "target_missing"
  | "target_incomplete"
  | "link_unusable"
  | "target_differs"
  | "nothing_remembered"
  | "file_unreadable"
  | "program_unusable"
  | "group_missing"
  | "job_ambiguous"
  | "job_none_open"
  | "table_unreadable"
  | "table_columns"
  | "plan_changed"
  | "plan_empty"
  | "job_unknown"
  | "job_state"
  | "job_elsewhere"
  | "jobs_damaged";

/** What an error's data holds besides name and remedy; a field that is not known is absent. */
export interface ErrorFields {
  parse_error: { detail: string; };
  invalid_request: { detail: string; };
  operation_unknown: { operation: string; };
  invalid_params: { detail: string; };
  internal_error: { detail: string; };
  frame_too_large: { length: number; limit: number; };
  frame_truncated: {};
  frame_implausible: { length: number; };
  caller_not_allowed: { caller: string; };
  hello_required: {};
  host_outdated: { wanted: number; spoken: number; };
  extension_outdated: { wanted: number; spoken: number; };
  duplicate_id: { id: number | string; };
  too_many_requests: { limit: number; };
  cancelled: {};
  caller_may_not: { caller: string; operation: string; };
  home_unusable: { detail: string; };
  host_stopping: {};
  reply_dropped: {};
  module_missing: { module: string; };
  doctor_silent: { detail: string; };
  server_unknown: { server: string; };
  origin_invalid: { server: string; detail: string; };
  not_autolab: { server: string; };
  server_unreachable: { server: string; detail: string; };
  tls_failed: { server: string; detail: string; };
  server_failed: { server: string; status: number; };
  answer_unexpected: { server: string; detail: string; };
  redirect_refused: { server: string; };
  answer_too_large: { server: string; limit: number; };
  throttled: { server: string; };
  deployment_invalid: { detail: string; };
  path_unknown: { server: string; };
  proxy_invalid: { variable: string; detail: string; };
  proxy_unreachable: { proxy: string; };
  proxy_name_unknown: { proxy: string; };
  proxy_auth_required: { proxy: string; };
  proxy_refused: { proxy: string; server: string; detail: string; };
  certificate_untrusted: { server: string; };
  sign_on_first: { server: string; gate: string; };
  not_signed_in: { server: string; };
  sign_in_again: { server: string; detail: string; };
  client_rejected: { server: string; };
  redirect_not_registered: { server: string; redirect: string; };
  access_denied: { server: string; };
  attempt_unknown: {};
  state_mismatch: {};
  grant_rejected: { server: string; };
  scope_missing: { scope: string; server: string; };
  sign_in_abandoned: { server: string; };
  device_code_unknown: { server: string; };
  device_denied: { server: string; };
  device_throttled: { server: string; };
  port_unavailable: { port: number; };
  way_unavailable: { server: string; detail: string; };
  account_differs: { page_user: string; server: string; account: string; };
  access_left: { server: string; page: string; };
  scope_withdrawn: { server: string; scope: string; };
  staff_tools_off: { server: string; };
  course_unknown: { course: string; server: string; };
  not_enrolled: { course: string; };
  course_disabled: { course: string; };
  assessment_unknown: { assessment: string; course: string; };
  assessment_unreleased: { assessment: string; };
  instructor_only: { course: string; };
  problem_unknown: { assessment: string; };
  submission_unknown: { assessment: string; };
  feedback_none: {};
  feedback_withheld: {};
  request_refused: { server: string; };
  group_refused: { server: string; };
  user_unknown: { server: string; course: string; };
  submission_none: { email: string; assessment: string; };
  handin_closed: { assessment: string; };
  handins_disabled: { assessment: string; };
  submission_limit: { assessment: string; };
  file_too_large: { assessment: string; };
  file_type_refused: { assessment: string; };
  file_empty: {};
  upload_unknown: {};
  part_unexpected: { detail: string; };
  checksum_mismatch: {};
  already_submitted: { assessment: string; version: number; };
  outcome_unknown: { assessment: string; };
  embedded_quiz: { assessment: string; };
  affirmation_required: {};
  filename_refused: { detail: string; };
  upload_too_large: { limit: number; };
  too_many_uploads: { limit: number; };
  submission_under_way: { assessment: string; };
  submission_lost: { assessment: string; };
  handin_throttled: { server: string; };
  content_too_large: { server: string; assessment: string; };
  upload_refused: { server: string; status: number; };
  handin_failed: { status: number; };
  not_listed_yet: { server: string; assessment: string; };
  probably_submitted: { assessment: string; version: number; created_at: string; };
  file_not_stored: { version: number; assessment: string; };
  group_unconfirmed: { assessment: string; };
  group_limit: { assessment: string; };
  handin_dropped: { course: string; };
  receipts_missing: { assessment: string; };
  version_from_elsewhere: { version: number; assessment: string; created_at: string; };
  vault_locked: {};
  key_missing: {};
  passphrase_wrong: {};
  record_damaged: { detail: string; };
  storage_unsafe: { path: string; detail: string; };
  storage_failed: { detail: string; };
  format_newer: {};
  keychain_unavailable: { detail: string; };
  ledger_damaged: { path: string; };
  vault_busy: { seconds: number; };
  key_foreign: {};
  custody_damaged: { path: string; };
  key_not_kept: {};
  keychain_waiting: {};
  keychain_locked: { keyrings: string; };
  home_unfit: { path: string; detail: string; };
  home_in_use: { path: string; };
  receipt_unknown: {};
  download_none: { assessment: string; };
  download_failed: { detail: string; };
  name_refused: { detail: string; };
  browsers_none: {};
  manifest_foreign: { path: string; };
  target_unsafe: { path: string; detail: string; };
  install_failed: { path: string; detail: string; };
  interpreter_unusable: { interpreter: string; detail: string; };
  host_silent: { detail: string; };
  confirmation_needed: { action: string; };
  backup_unusable: { path: string; detail: string; };
  export_failed: { path: string; detail: string; };
  command_failed: { detail: string; };
  servers_none: {};
  server_choice: { servers: string; };
  target_missing: {};
  target_incomplete: { course: string; };
  link_unusable: { path: string; detail: string; };
  target_differs: { link: string; linked: string; target: string; };
  nothing_remembered: { operation: string; };
  file_unreadable: { path: string; detail: string; };
  program_unusable: { path: string; detail: string; };
  group_missing: { assessment: string; group: string; };
  job_ambiguous: { word: string; imports: string; };
  job_none_open: {};
  table_unreadable: { detail: string; };
  table_columns: { columns: string; };
  plan_changed: {};
  plan_empty: {};
  job_unknown: {};
  job_state: { state: string; };
  job_elsewhere: { course: string; };
  jobs_damaged: { path: string; };
}

/** What the host can be asked. */
export interface Operations {
  "hello": { params: HelloParams; result: HostInfo };
  "host.check": { params: NoParams; result: HostCheck };
  "host.doctor": { params: NoParams; result: HostDoctor };
  "host.storage": { params: NoParams; result: HostStorage };
  "servers.list": { params: NoParams; result: Servers };
  "servers.check": { params: CheckParams; result: CheckedServer };
  "servers.add": { params: AddParams; result: OneServer };
  "servers.add_deployment": { params: DeploymentParams; result: Servers };
  "servers.add_published": { params: OneServerParams; result: Servers };
  "servers.set_staff_tools": { params: StaffToolsParams; result: StaffTools };
  "servers.remove": { params: OneServerParams; result: SignedOut };
  "sessions.list": { params: NoParams; result: Sessions };
  "sign_in.start": { params: StartParams; result: StartedAttempt };
  "sign_in.finish": { params: FinishParams; result: SignedIn };
  "sign_in.status": { params: SomeServerParams; result: Attempts };
  "sign_in.cancel": { params: CancelParams; result: Attempt };
  "sign_out": { params: OneServerParams; result: SignedOut };
  "vault.status": { params: NoParams; result: VaultStatus };
  "vault.unlock": { params: UnlockParams; result: VaultStatus };
  "vault.ask_again": { params: NoParams; result: VaultStatus };
  "vault.lock": { params: NoParams; result: VaultStatus };
  "submit.check": { params: AssessmentParams; result: SubmitCheck };
  "submit.begin": { params: BeginParams; result: Begun };
  "submit.part": { params: PartParams; result: Received };
  "submit.commit": { params: CommitParams; result: OneReceipt };
  "submit.abandon": { params: UploadParams; result: Abandoned };
  "receipts.list": { params: ReceiptsParams; result: Receipts };
  "receipts.here": { params: AssessmentParams; result: ReceiptsHere };
  "receipts.export": { params: ExportParams; result: ReceiptsFile };
  "downloads.save": { params: DownloadParams; result: Download };
  "user": { params: OneServerParams; result: Remembered<User> };
  "courses": { params: CoursesParams; result: Remembered<Course[]> };
  "courses.due": { params: OneServerParams; result: CoursesDue };
  "assessments": { params: CourseParams; result: Remembered<Assessment[]> };
  "assessment": { params: AssessmentParams; result: Remembered<AssessmentDetails> };
  "problems": { params: AssessmentParams; result: Remembered<Problem[]> };
  "submissions": { params: AssessmentParams; result: Remembered<Submission[]> };
  "feedback": { params: FeedbackParams; result: Remembered<Feedback> };
  "badges": { params: BadgesParams; result: Badges };
  "assessment.seen": { params: SeenParams; result: Seen };
  "watch": { params: WatchParams; result: Watched };
  "agenda": { params: NoParams; result: Agenda };
  "agenda.all": { params: NoParams; result: AllAssessments };
  "agenda.ics": { params: CalendarParams; result: Calendar };
  "roster.list": { params: CourseParams; result: Remembered<Member[]> };
  "roster.show": { params: MemberParams; result: Remembered<Member> };
  "roster.create": { params: CreateMemberParams; result: Changed<Member> };
  "roster.update": { params: UpdateMemberParams; result: Changed<Member> };
  "roster.drop": { params: MemberParams; result: Changed<Member> };
  "groups.list": { params: AssessmentParams; result: Remembered<Groups> };
  "groups.members": { params: AssessmentParams; result: Remembered<GroupsWithMembers> };
  "groups.show": { params: GroupParams; result: Remembered<GroupMember[]> };
  "groups.create": { params: CreateGroupsParams; result: Changed<Group[]> };
  "groups.delete": { params: GroupParams; result: Changed<Message> };
  "groups.settings": { params: GroupSettingsParams; result: Changed<GroupSettings> };
  "scores.list": { params: AssessmentParams; result: Remembered<Record<string, VersionScores>> };
  "scores.show": { params: StudentParams; result: Remembered<VersionScores> };
  "scores.update_latest": { params: UpdateScoresParams; result: Changed<VersionScores> };
  "staff.begin": { params: TableBeginParams; result: TableBegun };
  "staff.preview": { params: PreviewParams; result: StaffJob };
  "staff.jobs": { params: JobsParams; result: StaffJobs };
  "staff.status": { params: JobParams; result: StaffJob };
  "staff.lines": { params: LinesParams; result: StaffLines };
  "staff.confirm": { params: ConfirmParams; result: StaffJob };
  "staff.resume": { params: JobParams; result: StaffJob };
  "staff.cancel": { params: JobParams; result: StaffJob };
  "staff.file": { params: JobFileParams; result: StaffFile };
  "staff.forget": { params: JobParams; result: Forgotten };
  "staff.export": { params: TableExportParams; result: StaffFile };
  "problems.create": { params: CreateProblemParams; result: Changed<Problem> };
  "courses.create": { params: CreateCourseParams; result: Changed<Named> };
}

/** What the host says unasked. */
export interface Notifications {
  "part": PartNotice;
  "notifications.dropped": DroppedNotice;
  "badges.changed": BadgesNotice;
  "changed": ChangedNotice;
  "session.changed": SessionNotice;
  "sign_in.changed": Attempt;
  "submit.progress": SubmitNotice;
  "receipt.changed": ReceiptNotice;
  "download.progress": DownloadNotice;
  "staff.progress": StaffNotice;
}

/** A notification of the host. */
export type Notice = { [M in keyof Notifications]: { method: M; params: Notifications[M] } }[keyof Notifications];
