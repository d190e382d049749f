"""The frame of every page: navigation, breadcrumbs, flashes, announcements, footer."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..rails import html_answer
from .icons import icon, icon_css
from .scripts import EVERY_PAGE, static

if TYPE_CHECKING:
    from aiohttp import web

    from ..call import Call
    from ..models import Course, Member, User

STYLE = static("style.css") + icon_css()

LOGO = (
    '<svg width="180" height="40" viewBox="0 0 180 40" role="img" aria-label="Autolab" fill="none" stroke="#fff" '
    'stroke-width="2.6"><path d="M2 33 14 7l12 26M30 7v17c0 11 19 11 19 0V7M53 8h21M63 8v25"/>'
    '<circle cx="87" cy="20" r="12.5"/><path stroke-width="4" d="m79 19 7 8 13-19"/>'
    '<path d="M106 7v25h17M124 33 136 7l12 26M153 8v24h10c9 0 9-12 0-12h-10 8c9 0 9-12 0-12z"/></svg>'
)


def href(*segments: object) -> str:
    """A path from its segments, each encoded."""
    return "/" + "/".join(quote(str(s), safe="@:$&+,;=~!*'()") for s in segments)


@dataclass
class Page:
    """What a page fills into the frame."""

    title: str
    content: str
    course: Course | None = None
    member: Member | None = None
    crumbs: list[str] = field(default_factory=list)
    script: str = ""
    head_title: str = ""
    flash_now: dict[str, str] = field(default_factory=dict)
    announcements: bool = True


def render(call: Call, page: Page) -> web.Response:
    """The whole document, status 200. Shown flashes are gone afterwards."""
    flashes = {**call.session.flashes, **page.flash_now}
    call.session.flashes.clear()
    if page.member is not None and page.member.dropped:
        dropped = "You seem to have dropped this course. Please email your instructor if this is incorrect."
        flashes["error"] = dropped
    title = page.head_title or page.title or (page.course.display_name if page.course else "Autolab Home")
    script = f"<script>{page.script}</script>" if page.script else ""
    return html_answer(f"""<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1.0, user-scalable=0">
    <meta name="csrf-param" content="authenticity_token">
    <meta name="csrf-token" content="{call.csrf_token()}">
    <link rel="icon" href="data:,">
    <style>{STYLE}</style>
    <title>
      {escape(title)}
    </title>
  </head>
  <body class="autolab">
    <script>{EVERY_PAGE}</script>
    <div class="page-wrapper">
      <a class="skip-main" href="#content">Skip to main content</a>
      {_navigation(call, page)}
      <!-- Page Body -->
      <div id="pageBody" class="container">
        {_flashes(flashes)}
        {_announcements(page)}
        <!-- Content -->
        <div id="content" role="main">
          {page.content}
        </div>
        <footer><span><a href="#">Autolab Project</a><a href="#">Contact</a><a href="#">GitHub</a></span>
          <span>v3.0.0</span></footer>
      </div>
    </div>
    {script}
  </body>
</html>
""")


def _flashes(flashes: dict[str, str]) -> str:
    shown = "".join(
        f'<div id="flash_{name}" class="{name}">{escape(text)}</div>' for name, text in flashes.items()
    )
    return f"""<div id="flashes">
          {shown}
          <noscript>
              <div id="flash_error" class="error">
                  Autolab requires Javascript to be enabled for all features to correctly function.
                  Please enable Javascript.
              </div>
          </noscript>
        </div>"""


def _announcements(page: Page) -> str:
    if page.course is None or not page.announcements or not page.course.announcements:
        return ""
    items = "".join(
        f"<li><b>{escape(a.title)}</b><br>{escape(a.description)}<br></li>" for a in page.course.announcements
    )
    return f'<ul class="annoucement gray-box">{items}</ul>'


def _navigation(call: Call, page: Page) -> str:
    user = call.user
    return f"""<div class="main-header" role="navigation">
        {_dropdowns(user, page)}
        <nav>
          <div class="nav-wrapper">
            <a href="/courses" class="brand-logo logo">{LOGO}</a>
            <a href="#" data-target="mobile-demo" class="sidenav-trigger right">{icon("menu", "")}</a>
            <ul class="right hide-on-med-and-down">{_course_links(page)}{_user_links(user)}</ul>
            <ul class="sidenav" id="mobile-demo">
              <div id="nav-user" class="red lighten-5">
                {f'<div class="dropdown-toggle" id="dropdownMenu1">{escape(user.display_name)}</div>' if user else ""}
              </div>
            </ul>
          </div>
        </nav>
      </div>
      {_breadcrumbs(page)}"""


def _course_links(page: Page) -> str:
    course, member = page.course, page.member
    if course is None or member is None:
        return ""
    gradebook = href("courses", course.name, "course_user_data", member.id, "gradebook")
    label = "Gradebook"
    if member.auth_level == "course_assistant" and member.section:
        gradebook += f"/view?section={quote(member.section)}"
        label = f"Section {escape(member.section)} Gradebook"
    links = [
        f'<li><a title="View your gradebook" href="{gradebook}">{icon("grading")} {label}</a></li>',
        (
            f'<li><a title="View a history of autograding jobs" href="{href("courses", course.name, "jobs")}">'
            f"{icon('clear_all')} Jobs</a></li>"
        ),
    ]
    if member.is_instructor:
        links.append(
            f'<li><a title="Perform course-wise administrative actions" '
            f'href="{href("courses", course.name, "manage")}">{icon("settings")}Manage Course</a></li>'
        )
    return "".join(links)


def _user_links(user: User | None) -> str:
    if user is None:
        return ""
    trigger = '<li><a class="dropdown-trigger" href="#!" data-target="{}" data-beloworigin="true" data-hover="false">'
    admin = ""
    if user.administrator:
        admin = f"{trigger.format('dropdown2')}{icon('lock')}Manage Autolab{icon('arrow_drop_down', 'right')}</a></li>"
    return (
        f"{admin}{trigger.format('dropdown1')}{icon('person')}{escape(user.display_name)}"
        f"{icon('arrow_drop_down', 'right')}</a></li>"
    )


def _dropdowns(user: User | None, page: Page) -> str:
    item = '<li role="presentation">{}</li>'
    items = []
    if user is not None:
        items.append(f'<a title="View your account info" href="/users/{user.id}">Account</a>')
    if page.course is not None and page.member is not None:
        profile = href("courses", page.course.name, "course_user_data", page.member.id)
        items.append(
            f'<a title="View your user profile for the current course" href="{profile}">Course Profile</a>'
        )
    items.append('<a title="Join Course" href="/courses/join_course">Join Course</a>')
    first = "".join(item.format(i) for i in items)
    logout = '<a data-method="delete" rel="nofollow" href="/auth/users/sign_out">Log out</a>'
    menus = f"""<ul id="dropdown1" class="dropdown-content">{first}
          <li role="presentation" class="divider"></li>{item.format(logout)}</ul>"""
    if user is not None and user.administrator:
        admin = (
            '<a title="Manage registered API clients" href="/oauth/applications">Manage API Applications</a>'
        )
        menus += f'<ul id="dropdown2" class="dropdown-content">{item.format(admin)}</ul>'
    return menus


def _breadcrumbs(page: Page) -> str:
    if not page.crumbs and not page.title:
        return ""
    home = f'<a title="Go to Courses Home" href="/courses">{icon("home", "home-icon")}</a>'
    items = [home, *page.crumbs]
    if page.title:
        items.append(f'<span class="title">{escape(page.title)}</span>')
    spans = "".join(f'<span class="item">{i}</span>' for i in items)
    return f'<div class="sub-navigation"><span class="left-nav">{spans}</span></div>'


def course_crumb(course: Course) -> str:
    """The first breadcrumb below a course."""
    name = course.full_name + (" (Course Disabled)" if course.disabled else "")
    return f'<a id="courseTitle" href="{href("courses", course.name)}">{escape(name)}</a>'
