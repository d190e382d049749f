"""4xx: Autolab's own refusals."""

from __future__ import annotations

from .row import Row

ROWS = (
    Row(
        400,
        "course_unknown",
        "gone",
        "There is no course {course} on {server}.",
        "Reload the list of courses.",
    ),
    Row(
        401, "not_enrolled", "gone", "You are not in the course {course}.", "Ask the course staff to add you."
    ),
    Row(402, "course_disabled", "refusal", "The course {course} is disabled.", "Contact the course staff."),
    Row(
        403,
        "assessment_unknown",
        "gone",
        "There is no assessment {assessment} in {course}.",
        "Reload the course page.",
    ),
    Row(
        404,
        "assessment_unreleased",
        "gone",
        "{assessment} is not released yet.",
        "Come back after its start date.",
    ),
    Row(405, "instructor_only", "gone", "Only instructors of {course} may do this.", "Ask the course staff."),
    Row(406, "problem_unknown", "refusal", "{assessment} has no problem of this name.", "Reload the page."),
    Row(
        407, "submission_unknown", "gone", "There is no such submission to {assessment}.", "Reload the page."
    ),
    Row(
        408,
        "feedback_none",
        "gone",
        "There is no feedback for this submission.",
        "Come back once it has been graded.",
    ),
    Row(
        409,
        "feedback_withheld",
        "gone",
        "The feedback is not shown before the score is released.",
        "Come back once the staff have released the scores.",
    ),
    Row(
        410,
        "request_refused",
        "refusal",
        "{server} refused the request.",
        "Read what the server said and correct it.",
    ),
    Row(
        411,
        "group_refused",
        "refusal",
        "{server} refused the change of groups.",
        "Read what the server said and correct it.",
    ),
    Row(
        412,
        "user_unknown",
        "gone",
        "{server} does not know this user in {course}.",
        "Check the e-mail address.",
    ),
    Row(
        413,
        "submission_none",
        "refusal",
        "{email} has no submission to {assessment} yet, and Autolab keeps scores with submissions.",
        "Wait for one, or enter one for them on the assessment's page in Autolab.",
    ),
)
