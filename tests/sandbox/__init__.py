"""A small Autolab of our own, faithful to what the real server does on the wire and in its pages.

By hand: `python -m tests.sandbox --port 3000 --seed demo`. In a test, in its own thread and loop:

    from tests.sandbox import start_sandbox

    with start_sandbox(seed="reference") as box:
        box.base                      # "http://127.0.0.1:PORT"
        box.state                     # users, courses, tokens: read anything, e.g. box.state.assessment(c, a)
        box.clock.advance(7200)       # tokens expire, deadlines pass, autograders finish
        box.requests                  # what was asked: method, path, query, time, authorization, status
        box.secrets()                 # every secret ever issued, or only some: box.secrets("access_token")
        box.issue("student1@foo.bar").token   # an access token without the browser's part
        box.latency = 0.05            # seconds before each answer
        box.token_seconds = 60        # expires_in of tokens issued from now on
        box.faults.add(path="/submit$", process=True, lose_answer=True)   # accepted, answer lost
        box.faults.add(path="/api/", times=3, status=503)
        box.faults.add(path="/user$", html=True)                          # a captive portal's page
        box.faults.add(path="/user$", redirect="https://elsewhere.example/")
        box.faults.add(method="POST", cut_request_after=100_000)
        box.faults.add(path="/courses$", cut_answer_after=40)
        box.faults.add(path="/user$", gzip_bomb_mib=512)
        start_sandbox(throttle="all")    # a deployment that counts tokens in the header too
        with box.outage(): ...                                            # nobody answers; memory is kept
        box.faults.storm(times=20)                                        # 429 as the real server words it

    Seeds: `reference` (compared with a real server), `demo` (for people and pictures), `large`
    (`assessments=50`, one of them taking 200 MiB). With `control=True` or `--control` the same levers are at
    /__sandbox__/{info,requests,secrets,clock,latency,faults,release}.

`tests.sandbox.visitor.Visitor` signs in and clicks through consent like a browser without a screen;
`tests.sandbox.tree.Tree` finds elements in the pages.
"""

from .box import Sandbox, start_sandbox
from .clock import Clock
from .faults import Fault

__all__ = ["Clock", "Fault", "Sandbox", "start_sandbox"]
