"""TLS against the system's trust store."""

from __future__ import annotations

import functools
import ssl

import truststore


@functools.cache
def system_trust() -> ssl.SSLContext:
    """One context for the whole process: building it reads the system's certificates.

    On Linux a private authority can be added the usual way, with SSL_CERT_FILE.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
