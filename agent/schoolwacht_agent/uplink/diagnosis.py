"""Why nobody answers: TLS says only "unreachable" when it is this machine's own key or certificate that is wrong."""

from __future__ import annotations

from datetime import datetime

from schoolwacht_agent import keys
from schoolwacht_agent.identity import Identity


class Diagnosis:
    """Looks at the certificate's dates each time, and into key and certificates once for each identity."""

    def __init__(self) -> None:
        self._looked_at: Identity | None = None
        self._broken = ""

    def words(self, identity: Identity, now: datetime, trouble: str) -> str:
        """What is wrong with this machine's identity, else the trouble as it was told."""
        return identity.flaw(now) or self._inside(identity) or trouble

    def _inside(self, identity: Identity) -> str:
        if identity is not self._looked_at:
            self._looked_at = identity
            self._broken = keys.flaw(identity.key, identity.certificate, identity.server_ca)
        return self._broken
