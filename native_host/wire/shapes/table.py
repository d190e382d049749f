"""Which shape belongs to which operation and which notification."""

from __future__ import annotations

from typing import Any

from . import badges, common, hello, notifications, reads, receipts, servers, sign_in, staff, submissions
from .reads import Changed, Remembered

OPERATIONS: dict[str, tuple[Any, Any]] = {
    "hello": (hello.HelloParams, hello.HostInfo),
    "host.check": (common.NoParams, hello.HostCheck),
    "servers.list": (common.NoParams, servers.Servers),
    "servers.check": (servers.CheckParams, servers.CheckedServer),
    "servers.add": (servers.AddParams, servers.OneServer),
    "servers.add_deployment": (servers.DeploymentParams, servers.Servers),
    "servers.set_staff_tools": (servers.StaffToolsParams, servers.StaffTools),
    "servers.remove": (servers.OneServerParams, sign_in.SignedOut),
    "sessions.list": (common.NoParams, sign_in.Sessions),
    "sign_in.start": (sign_in.StartParams, sign_in.StartedAttempt),
    "sign_in.finish": (sign_in.FinishParams, sign_in.SignedIn),
    "sign_in.status": (servers.SomeServerParams, sign_in.Attempts),
    "sign_in.cancel": (sign_in.CancelParams, sign_in.Attempt),
    "sign_out": (servers.OneServerParams, sign_in.SignedOut),
    "vault.status": (common.NoParams, sign_in.VaultStatus),
    "vault.unlock": (sign_in.UnlockParams, sign_in.VaultStatus),
    "vault.ask_again": (common.NoParams, sign_in.VaultStatus),
    "vault.lock": (common.NoParams, sign_in.VaultStatus),
    "submit.check": (submissions.AssessmentParams, submissions.SubmitCheck),
    "submit.begin": (submissions.BeginParams, submissions.Begun),
    "submit.part": (submissions.PartParams, submissions.Received),
    "submit.commit": (submissions.CommitParams, submissions.OneReceipt),
    "submit.abandon": (submissions.UploadParams, submissions.Abandoned),
    "receipts.list": (receipts.ReceiptsParams, receipts.Receipts),
    "receipts.export": (receipts.ExportParams, receipts.ReceiptsFile),
    "downloads.save": (submissions.DownloadParams, submissions.Download),
    "user": (servers.OneServerParams, Remembered[reads.User]),
    "courses": (reads.CoursesParams, Remembered[list[reads.Course]]),
    "assessments": (reads.CourseParams, Remembered[list[reads.Assessment]]),
    "assessment": (submissions.AssessmentParams, Remembered[reads.AssessmentDetails]),
    "problems": (submissions.AssessmentParams, Remembered[list[reads.Problem]]),
    "submissions": (submissions.AssessmentParams, Remembered[list[reads.Submission]]),
    "feedback": (reads.FeedbackParams, Remembered[reads.Feedback]),
    "badges": (badges.BadgesParams, badges.Badges),
    "watch": (badges.WatchParams, badges.Watched),
    "agenda": (common.NoParams, badges.Agenda),
    "agenda.ics": (badges.CalendarParams, badges.Calendar),
    "roster.list": (reads.CourseParams, Remembered[list[staff.Member]]),
    "roster.show": (staff.MemberParams, Remembered[staff.Member]),
    "roster.create": (staff.CreateMemberParams, Changed[staff.Member]),
    "roster.update": (staff.UpdateMemberParams, Changed[staff.Member]),
    "roster.drop": (staff.MemberParams, Changed[staff.Member]),
    "groups.list": (submissions.AssessmentParams, Remembered[staff.Groups]),
    "groups.members": (submissions.AssessmentParams, Remembered[staff.GroupsWithMembers]),
    "groups.show": (staff.GroupParams, Remembered[list[staff.GroupMember]]),
    "groups.create": (staff.CreateGroupsParams, Changed[list[staff.Group]]),
    "groups.delete": (staff.GroupParams, Changed[reads.Message]),
    "groups.settings": (staff.GroupSettingsParams, Changed[reads.GroupSettings]),
    "scores.list": (submissions.AssessmentParams, Remembered[dict[str, staff.VersionScores]]),
    "scores.show": (staff.StudentParams, Remembered[staff.VersionScores]),
    "scores.update_latest": (staff.UpdateScoresParams, Changed[staff.VersionScores]),
    "problems.create": (staff.CreateProblemParams, Changed[reads.Problem]),
    "courses.create": (staff.CreateCourseParams, Changed[reads.Named]),
}
"""Operation to its parameters and its result."""

NOTIFICATIONS: dict[str, Any] = {
    "part": notifications.PartNotice,
    "notifications.dropped": notifications.DroppedNotice,
    "badges.changed": notifications.BadgesNotice,
    "changed": notifications.ChangedNotice,
    "session.changed": notifications.SessionNotice,
    "sign_in.changed": sign_in.Attempt,
    "submit.progress": notifications.SubmitNotice,
    "receipt.changed": notifications.ReceiptNotice,
    "download.progress": notifications.DownloadNotice,
}
"""Method to its parameters. tests/host.py refuses any other."""
