"""One of several hosts on one data folder: `python -m tests.faults.oauth_worker HOME BASE`.

For each line `SECONDS` on stdin it sets its clock that far ahead, takes a token and uses it, as the Autolab client
does; it answers with the status of GET /user, or an error's name.
"""

from __future__ import annotations

import asyncio
import sys
import time

from native_host.autolab.endpoints.user import user
from native_host.autolab.transport import Transport
from native_host.services import Services
from native_host.wire.errors import CompanionError


class Worker:
    def __init__(self, home: str, base: str) -> None:
        self.base, self.ahead = base, 0.0
        self.services = Services(home, clock=lambda: time.time() + self.ahead)

    async def turn(self) -> str:
        """Use the session as the client does: on a 401 renew once."""
        sessions = self.services.sessions
        try:
            async with Transport(self.base) as transport:
                token = await sessions.access_token(self.base)
                answer = await transport.send(user().request, token=token)
                if answer.status == 401:
                    token = await sessions.refresh_after(self.base, token)
                    answer = await transport.send(user().request, token=token)
        except CompanionError as error:
            return error.name
        return str(answer.status)


def main() -> None:
    worker = Worker(*sys.argv[1:3])
    with asyncio.Runner() as runner:
        for line in sys.stdin:
            worker.ahead = float(line)
            sys.stdout.write(runner.run(worker.turn()) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
