"""Who is calling: the one place where a client certificate becomes a device, on every call.

Everything on the mutual-TLS door passes through `CallerInterceptor`; what may be called without a look at the ledger is
listed in `OPEN_METHODS`, and a test enumerates all methods against it. A revoked device is refused within seconds,
because the ledger is asked again when an answer is older than `TRUST_FOR`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import grpc
from cryptography import x509

from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.ports import Ledger

TRUST_FOR = 4.0
"""Seconds an answer of the ledger is believed, unless `forget` says that something changed."""

OPEN_METHODS = frozenset({"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"})
"""Methods of the mutual-TLS door that tell nothing and change nothing."""

CALLER: ContextVar[Caller] = ContextVar("caller")

_MOST_REMEMBERED = 20_000


class CallerInterceptor(grpc.aio.ServerInterceptor):
    """Refuses whoever is not a current device, and tells the handler who it is."""

    def __init__(self, ledger: Ledger, monotonic: Callable[[], float]) -> None:
        self._ledger = ledger
        self._monotonic = monotonic
        self._guarded: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}
        self._serials: OrderedDict[bytes, str] = OrderedDict()
        self._callers: OrderedDict[str, tuple[float, Caller | None]] = OrderedDict()

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any] | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        """Wraps every method but the open ones."""
        method = handler_call_details.method
        guarded = self._guarded.get(method)
        if guarded is not None:
            return guarded
        handler = await continuation(handler_call_details)
        if handler is None or method in OPEN_METHODS:
            return handler
        self._guarded[method] = self._guard(handler)
        return self._guarded[method]

    def _guard(self, handler: grpc.RpcMethodHandler[Any, Any]) -> grpc.RpcMethodHandler[Any, Any]:
        """The handler behind a look at who calls; made once a method, not once a call."""
        inner: Any = handler.unary_unary
        if inner is None:  # we have no streams, and none slips in unguarded
            return grpc.unary_unary_rpc_method_handler(_no_streams)

        async def guarded(request: Any, context: Any) -> Any:  # noqa: ANN401 - gRPC hands through what it is given
            caller = self._caller(context)
            if caller is None or caller.revoked or caller.device.state is not DeviceState.ACTIVE:
                await _refuse(caller, context)
                raise AssertionError("abort does not return")
            CALLER.set(caller)
            return await inner(request, context)

        return grpc.unary_unary_rpc_method_handler(guarded, handler.request_deserializer, handler.response_serializer)

    def _caller(self, context: grpc.aio.ServicerContext[Any, Any]) -> Caller | None:
        pem = next(iter(context.auth_context().get("x509_pem_cert", ())), b"")
        return self._look_up(self._serial(pem)) if pem else None

    def forget(self) -> None:
        """Asks the ledger again at the next call: something about devices was changed just now."""
        self._callers.clear()

    def _serial(self, pem: bytes) -> str:
        serial = self._serials.get(pem)
        if serial is None:
            serial = f"{x509.load_pem_x509_certificate(pem).serial_number:x}"
            _remember(self._serials, pem, serial)
        return serial

    def _look_up(self, serial: str) -> Caller | None:
        now = self._monotonic()
        asked_at, caller = self._callers.get(serial, (float("-inf"), None))
        if now - asked_at > TRUST_FOR:
            caller = self._ledger.read(lambda books: books.devices.caller(serial))
            _remember(self._callers, serial, (now, caller))
        return caller


async def _refuse(caller: Caller | None, context: grpc.aio.ServicerContext[Any, Any]) -> None:
    if caller is None:
        await context.abort(grpc.StatusCode.UNAUTHENTICATED, "this certificate belongs to no device we know")
    else:
        await context.abort(grpc.StatusCode.PERMISSION_DENIED, f"this device is {caller.device.state} here")


async def _no_streams(request: Any, context: Any) -> None:  # noqa: ANN401, ARG001 - as gRPC calls it
    await context.abort(grpc.StatusCode.UNIMPLEMENTED, "only single calls are taken here")


def _remember(memory: OrderedDict[Any, Any], key: Any, value: Any) -> None:  # noqa: ANN401 - two memories, one rule
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > _MOST_REMEMBERED:
        memory.popitem(last=False)
