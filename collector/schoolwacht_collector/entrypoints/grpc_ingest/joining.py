"""The Enrol and Renew calls: translation only; `enrol_host` decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import grpc
import structlog

from schoolwacht_collector.domain.identity_signs import believed
from schoolwacht_collector.entrypoints.grpc_ingest.callers import CALLER
from schoolwacht_collector.ports import Authority, BadRequest, Busy, Ledger, Result
from schoolwacht_collector.usecases.enrol_host import Application, enrol_host, renew_identity
from schoolwacht_protos.v1 import enrolment_pb2, identity_pb2

ASK_AGAIN_MS = 5000
log = structlog.get_logger()


class EnrolmentServicer:
    """Spoken without a client certificate: the token in the request is all there is."""

    def __init__(self, ledger: Ledger, authority: Authority, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._authority = authority
        self._clock = clock

    async def enrol(
        self, request: enrolment_pb2.EnrolRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> enrolment_pb2.EnrolReply:
        """See `Enrolment.Enrol` in enrolment.proto."""
        now = self._clock()
        application = Application(
            request.token,
            request.signing_request,
            request.claims.host,
            request.claims.operating_system,
            request.claims.agent_version,
            request.claims.serial,
            request.previous_certificate,
            request.previous_signature,
            believed((sign.signal, sign.value) for sign in request.claims.signals),
        )
        work = self._ledger.submit(lambda books: enrol_host(books, self._authority, application, now))
        admission = await _granted(asyncio.wrap_future(work), context, "enrol")
        reply = enrolment_pb2.EnrolReply(device_id=admission.device_id, server_time_ms=_ms(now))
        if admission.signed is None:
            reply.status = enrolment_pb2.EnrolReply.PENDING
            reply.retry_after_ms = ASK_AGAIN_MS
        else:
            reply.status = enrolment_pb2.EnrolReply.APPROVED
            reply.certificate = admission.signed.der
            reply.renew_after_ms = _ms(admission.signed.renew_after)
        log.info("enrol", device=admission.device_id, waits=admission.signed is None)
        return reply


class IdentityServicer:
    """Spoken over mutual TLS: the interceptor has already refused whoever may not call."""

    def __init__(self, ledger: Ledger, authority: Authority, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._authority = authority
        self._clock = clock

    async def renew(
        self, request: identity_pb2.RenewRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> identity_pb2.RenewReply:
        """See `Identity.Renew` in identity.proto."""
        now, device_id = self._clock(), CALLER.get().device.device_id
        work = self._ledger.submit(
            lambda books: renew_identity(books, self._authority, request.signing_request, device_id, now)
        )
        signed = await _granted(asyncio.wrap_future(work), context, "renew")
        log.info("renew", device=device_id)
        return identity_pb2.RenewReply(certificate=signed.der, renew_after_ms=_ms(signed.renew_after))


async def _granted(work: asyncio.Future[Result], context: grpc.aio.ServicerContext[Any, Any], action: str) -> Result:
    """The result, or the call ends with the reason in words."""
    try:
        return await work
    except BadRequest as no:
        log.warning("joining.refused", action=action, why=str(no), peer=context.peer())
        await context.abort(grpc.StatusCode.PERMISSION_DENIED, str(no))
    except Busy as behind:
        await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, str(behind))
    raise AssertionError("abort does not return")


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
