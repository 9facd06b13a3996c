"""An enrolled machine without the enrolment: its key and certificate are made by the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from agent.small_collector import PEM, Issuer, SmallCollector, pem
from schoolwacht_agent.identity import Identity

DEVICE = "6f1d1f6e-0000-4000-8000-000000000001"


def identity_for(collector: SmallCollector, *, issuer: Issuer | None = None, days: float = 730) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (issuer or collector.agents).issue(key.public_key(), DEVICE, days=days)
    return Identity(
        device_id=DEVICE,
        addresses=(f"127.0.0.1:{collector.port}",),
        server_ca=collector.servers.certificate.public_bytes(PEM).decode(),
        key=pem(key).decode(),
        certificate=certificate.public_bytes(PEM).decode(),
        not_before=certificate.not_valid_before_utc.isoformat(),
        not_after=certificate.not_valid_after_utc.isoformat(),
        renew_after_ms=int((datetime.now(UTC) + timedelta(days=480)).timestamp() * 1000),
    )
