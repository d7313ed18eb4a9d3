"""The asyncio client."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import grpc
from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from parley.client.arguments import chosen, made
from parley.client.conversing import ROLES, Conversing
from parley.client.errors import InvalidCall, from_call
from parley.client.glossing import GlossaryCalls
from parley.client.measured import Measured, ServerTiming
from parley.client.remembering import MemoryCalls
from parley.client.reviewing import ReviewCalls
from parley.client.steering import PolicyCalls
from parley.rpc.gen import channel_pb2, event_pb2
from parley.rpc.gen import channel_service_pb2 as channels
from parley.rpc.gen import channel_service_pb2_grpc as channels_grpc

if TYPE_CHECKING:
    # These exist in the stubs' type information only.
    from parley.rpc.gen.channel_service_pb2_grpc import ChannelServiceAsyncStub

_FORMALITIES = {
    "": channel_pb2.FORMALITY_UNSPECIFIED,
    "formal": channel_pb2.FORMALITY_FORMAL,
    "informal": channel_pb2.FORMALITY_INFORMAL,
}
# Every unary call may be sent twice: request ids, conversation ids and etags make it safe.
_SERVICE_CONFIG = json.dumps(
    {
        "methodConfig": [
            {
                "name": [{"service": "parley.v1.ChannelService"}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "2s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ]
    }
)
_MAX_ANSWER_BYTES = 256 * 1024 * 1024
_RECONNECT_S = 0.2
_LONGEST_RECONNECT_S = 5.0
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.INTERNAL)


class AsyncParley(ReviewCalls, PolicyCalls, MemoryCalls, GlossaryCalls):
    """A connection to a Parley server; use it as an async context manager.

    Calls raise `CallFailed`; what no server could read, such as a role that there is not, is
    refused before anything is sent, as `InvalidCall`. `timeout_s` is the deadline of every unary
    call.
    """

    def __init__(self, target: str, *, timeout_s: float = 30.0) -> None:
        if not isinstance(timeout_s, int | float) or timeout_s <= 0:
            message = "timeout_s is a number of seconds above 0"
            raise InvalidCall("INVALID_VALUE", message, "timeout_s")
        channel = aio.insecure_channel(
            target,
            options=[
                ("grpc.service_config", _SERVICE_CONFIG),
                ("grpc.keepalive_time_ms", 60_000),
                # A page of the audit log, or all of an item's look-alikes, may be over 4 MiB.
                ("grpc.max_receive_message_length", _MAX_ANSWER_BYTES),
                # A server that restarts is looked for often, not after ever longer pauses.
                ("grpc.max_reconnect_backoff_ms", 2_000),
                ("grpc.initial_reconnect_backoff_ms", 100),
            ],
        )
        super().__init__(channel, timeout_s)
        self._channels: ChannelServiceAsyncStub = channels_grpc.ChannelServiceStub(channel)

    async def __aenter__(self) -> "AsyncParley":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def is_serving(self) -> bool:
        """What the server's health says; False when it cannot be reached."""
        stub: Any = health_pb2_grpc.HealthStub(self._channel)
        try:
            answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=self._timeout_s)
        except grpc.RpcError:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    async def translate(
        self,
        text: str,
        *,
        target: str,
        source: str = "",
        formality: str = "",
        channel: str = "",
        role: str = "",
        metadata: Mapping[str, str] | None = None,
        mark_unsure_words: bool = False,
    ) -> channels.TranslateResponse:
        """Translate a text; an empty `source` is detected.

        `role` is who wrote it, "customer" or "agent"; empty is judged as a customer's.
        `mark_unsure_words` has them marked whatever the decision is, for half as long again.
        """
        request = _translate_request(
            text, target, source, formality, channel,
            role=role, metadata=metadata, marked=mark_unsure_words,
        )  # fmt: skip
        return await self._call(self._channels.Translate, request)

    async def translate_measured(
        self, text: str, *, target: str, source: str = "", formality: str = "", channel: str = ""
    ) -> Measured:
        """`translate`, with what the call weighed and where the server's time went."""
        request = _translate_request(text, target, source, formality, channel)
        call = self._channels.Translate(request, timeout=self._timeout_s)
        try:
            response = await call
            trailing = await call.trailing_metadata()
        except grpc.RpcError as error:
            raise from_call(error) from None
        return Measured(
            response, request.ByteSize(), response.ByteSize(), ServerTiming.read(trailing)
        )

    async def detect(
        self, text: str, *, languages: Sequence[str] = (), all_languages: bool = False
    ) -> channel_pb2.Detection:
        """The language of a text; empty `languages` means the server's."""
        request = made(
            channels.DetectLanguageRequest,
            text=text,
            candidate_languages=languages,
            all_languages=all_languages,
        )
        answer = await self._call(self._channels.DetectLanguage, request)
        return answer.detection

    async def assess(
        self,
        text: str,
        *,
        source: str = "",
        translation: str | None = None,
        target: str = "",
        role: str = "",
        channel: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> channels.AssessResponse:
        """Run the risk rules over a text and, if given, its translation, which may be empty.

        `role` is who wrote it, "customer" or "agent"; empty is judged as a customer's.
        """
        request = made(
            channels.AssessRequest,
            text=text,
            source_language=source,
            translation=translation,
            target_language=target,
            author_role=_role(role),
            channel=channel,
            metadata=metadata,
        )
        return await self._call(self._channels.Assess, request)

    async def languages(self) -> list[channel_pb2.Language]:
        answer = await self._call(self._channels.ListLanguages, channels.ListLanguagesRequest())
        return list(answer.languages)

    async def open_conversation(
        self,
        conversation_id: str = "",
        *,
        channel: str = "",
        customer_id: str = "",
        customer_language: str = "",
        agent_language: str = "",
        formality: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> channel_pb2.Conversation:
        """Open a conversation, or get the one with this id and content.

        `metadata` is what the channel knows of the customer, for example their tenant and tier.
        """
        request = made(
            channels.CreateConversationRequest,
            conversation_id=conversation_id,
            channel=channel,
            customer_id=customer_id,
            customer_language=customer_language,
            agent_language=agent_language,
            formality=chosen(_FORMALITIES, formality, "formality"),
            metadata=metadata,
        )
        answer = await self._call(self._channels.CreateConversation, request)
        return answer.conversation

    async def conversation(self, conversation_id: str) -> channel_pb2.Conversation:
        request = made(channels.GetConversationRequest, conversation_id=conversation_id)
        answer = await self._call(self._channels.GetConversation, request)
        return answer.conversation

    async def close_conversation(self, conversation_id: str) -> channel_pb2.Conversation:
        request = made(channels.CloseConversationRequest, conversation_id=conversation_id)
        answer = await self._call(self._channels.CloseConversation, request)
        return answer.conversation

    async def override_escalation(
        self, conversation_id: str, agent: str, reason: str
    ) -> channel_pb2.Conversation:
        """Keep a conversation that was suggested for escalation; who and why is recorded."""
        request = made(
            channels.OverrideEscalationRequest,
            conversation_id=conversation_id,
            agent=agent,
            reason=reason,
        )
        answer = await self._call(self._channels.OverrideEscalation, request)
        return answer.conversation

    async def send(
        self, conversation_id: str, role: str, text: str, *, request_id: str = ""
    ) -> channels.SendMessageResponse:
        """Send a message; `role` is "customer" or "agent". Its translation comes as an event."""
        request = made(
            channels.SendMessageRequest,
            conversation_id=conversation_id,
            request_id=request_id or uuid4().hex,
            author_role=chosen(ROLES, role, "author_role"),
            text=text,
        )
        return await self._call(self._channels.SendMessage, request)

    async def messages(self, conversation_id: str) -> list[channel_pb2.Message]:
        """Every message of a conversation, oldest first."""
        found: list[channel_pb2.Message] = []
        token = ""
        while True:
            request = made(
                channels.ListMessagesRequest,
                conversation_id=conversation_id,
                page_token=token,
                page_size=1000,
            )
            page = await self._call(self._channels.ListMessages, request)
            found.extend(page.messages)
            token = page.next_page_token
            if not token:
                return found

    async def record_outcome(
        self,
        conversation_id: str,
        *,
        satisfaction: int | None = None,
        resolved_first_contact: bool | None = None,
    ) -> None:
        """Tell how a conversation went: the customer's answer (1 to 5), and whether it was it."""
        request = made(
            channels.RecordOutcomeRequest,
            conversation_id=conversation_id,
            satisfaction=satisfaction,
            resolved_first_contact=resolved_first_contact,
        )
        await self._call(self._channels.RecordOutcome, request)

    async def erase_customer(self, customer_id: str) -> channels.EraseCustomerResponse:
        request = made(channels.EraseCustomerRequest, customer_id=customer_id)
        return await self._call(self._channels.EraseCustomer, request)

    async def events(
        self, conversation_id: str, after_sequence: int = 0, *, reconnect: bool = True
    ) -> AsyncIterator[event_pb2.Event]:
        """Events after a cursor, then new ones, without end.

        A connection that breaks is made again from the last event, so none is missed and, under
        its sequence number, none comes twice.
        """
        cursor, delay = after_sequence, _RECONNECT_S
        while True:
            request = made(
                channels.SubscribeRequest, conversation_id=conversation_id, after_sequence=cursor
            )
            try:
                async for response in self._channels.Subscribe(request, wait_for_ready=reconnect):
                    if response.WhichOneof("kind") == "event":
                        delay = _RECONNECT_S
                        cursor = response.event.sequence
                        yield response.event
            except grpc.RpcError as error:
                failed = from_call(error)
                if not reconnect or failed.code not in _AWAY:
                    raise failed from None
            if not reconnect:
                return
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_RECONNECT_S)

    def converse(self, conversation_id: str, after_sequence: int = 0) -> Conversing:
        """A two-way stream: send on it, and iterate over its events."""
        open_call: Any = self._channels.Converse
        return Conversing(open_call(), conversation_id, after_sequence)


def _translate_request(
    text: str,
    target: str,
    source: str,
    formality: str,
    channel: str,
    *,
    role: str = "",
    metadata: Mapping[str, str] | None = None,
    marked: bool = False,
) -> channels.TranslateRequest:
    return made(
        channels.TranslateRequest,
        text=text,
        source_language=source,
        target_language=target,
        formality=chosen(_FORMALITIES, formality, "formality"),
        channel=channel,
        metadata=metadata,
        mark_unsure_words=marked,
        author_role=_role(role),
    )


def _role(role: str) -> channel_pb2.AuthorRole.ValueType:
    """Empty for nobody in particular."""
    return chosen(ROLES, role, "author_role") if role else channel_pb2.AUTHOR_ROLE_UNSPECIFIED
