"""A server with a redirect path of its own: both browsers come back to it, so no other server gets its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from native_host.identity import IDENTITY_REDIRECTS
from tests.student import EMAIL

from .stage import ac

if TYPE_CHECKING:
    from .stage import Stage

pytestmark = pytest.mark.browser


def test_the_browser_comes_back_to_the_servers_own_path(stage: Stage) -> None:
    client = stage.box.application()
    own = [f"{redirect}/{urlsplit(stage.box.base).netloc}" for redirect in IDENTITY_REDIRECTS]
    client.redirect_uris[:] = own  # the common path is not registered: it would end on an error page
    stage.popup()
    entry = {"server": stage.box.base, "client_id": client.uid, "client_secret": client.secret}
    deployment = {
        "format": "autolab-companion-deployment-1",
        "servers": [{**entry, "redirects": {"identity": own}}],
    }
    stage.ask("servers.add_deployment", deployment=deployment)
    stage.popup()
    stage.sign_in()
    stage.browser.wait_text(ac("account"), EMAIL)
