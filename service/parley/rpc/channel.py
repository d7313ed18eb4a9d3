"""ChannelService: what chat and e-mail channels call."""

from collections.abc import AsyncIterator
from typing import Any

from grpc import aio

from parley.domain.decide import decide
from parley.domain.errors import InvalidInput
from parley.domain.language import same_language
from parley.domain.message import AuthorRole, Detection
from parley.domain.ports import Exchange
from parley.flow.draft import Job
from parley.flow.metadata import require_metadata
from parley.flow.pipeline import Pipeline
from parley.rpc import convert
from parley.rpc.converse import ConverseStream
from parley.rpc.gate import Gate
from parley.rpc.gen import channel_pb2
from parley.rpc.gen import channel_service_pb2 as pb
from parley.rpc.gen import channel_service_pb2_grpc as pb_grpc
from parley.rpc.paging import Page, page_size, position_of, token_of
from parley.text.normalise import has_words

_MESSAGES_PAGE = 100
_MESSAGES_PAGE_LIMIT = 1_000
_MESSAGES_STEP = 100

Call = aio.ServicerContext[Any, Any]


class ChannelServicer(pb_grpc.ChannelServiceServicer):
    """Thin: permits and conversion here, everything else in the flows."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def Translate(self, request: pb.TranslateRequest, context: Call) -> pb.TranslateResponse:
        pipeline = self._gate.open().pipeline
        pipeline.require_channel(request.channel)
        pipeline.require_text(request.text)
        require_metadata(request.metadata)
        target = pipeline.require_language(request.target_language, "target_language")
        if not request.source_language and not has_words(request.text):
            # Emoji or numbers alone: there is nothing to translate, in whatever language.
            detection = Detection(target, 1.0)
        else:
            detection = _detection(pipeline, request.text, request.source_language)
        if request.source_language or not same_language(detection.language, target):
            pipeline.require_pair(detection.language, target)
        assessment = await pipeline.run(
            Job(
                request.text,
                detection,
                target,
                convert.formality_from(request.formality),
                request.channel,
                author_role=convert.role_from(request.author_role) or AuthorRole.CUSTOMER,
                metadata=dict(request.metadata),
                mark_unsure=request.mark_unsure_words,
            )
        )
        if assessment.timing is not None:
            context.set_trailing_metadata(convert.timing(assessment.timing))
        return pb.TranslateResponse(
            translation=convert.translation(assessment.translation),
            detection=convert.detection(assessment.detection),
            flags=map(convert.flag, assessment.flags),
            decision=convert.decision(assessment.decision),
        )

    async def DetectLanguage(
        self, request: pb.DetectLanguageRequest, context: Call
    ) -> pb.DetectLanguageResponse:
        pipeline = self._gate.open().pipeline
        pipeline.require_text(request.text)
        detection = pipeline.detect(
            request.text,
            None if request.all_languages else tuple(request.candidate_languages),
        )
        return pb.DetectLanguageResponse(detection=convert.detection(detection))

    async def ListLanguages(
        self, request: pb.ListLanguagesRequest, context: Call
    ) -> pb.ListLanguagesResponse:
        targets: dict[str, list[str]] = {}
        for source, target in sorted(self._gate.open().pipeline.pairs()):
            targets.setdefault(source, []).append(target)
        return pb.ListLanguagesResponse(
            languages=[convert.language(tag, into) for tag, into in targets.items()]
        )

    async def Assess(self, request: pb.AssessRequest, context: Call) -> pb.AssessResponse:
        pipeline = self._gate.open().pipeline
        pipeline.require_text(request.text)
        detection = _detection(pipeline, request.text, request.source_language)
        target = None
        given = request.translation if request.HasField("translation") else None
        if given is not None:
            target = pipeline.require_language(request.target_language, "target_language")
        pipeline.require_channel(request.channel)
        require_metadata(request.metadata)
        flags = await pipeline.assess(
            Exchange(
                source=request.text,
                source_language=detection.language,
                translation=given,
                target_language=target,
                author_role=convert.role_from(request.author_role) or AuthorRole.CUSTOMER,
                channel=request.channel,
                metadata=dict(request.metadata),
            )
        )
        return pb.AssessResponse(
            detection=convert.detection(detection),
            flags=map(convert.flag, flags),
            decision=convert.decision(decide(flags, 1.0, pipeline.policy(request.channel))),
        )

    async def CreateConversation(
        self, request: pb.CreateConversationRequest, context: Call
    ) -> pb.CreateConversationResponse:
        conversation = await self._gate.open().channels.open(
            conversation_id=request.conversation_id,
            channel=request.channel,
            customer_id=request.customer_id,
            customer_language=request.customer_language,
            agent_language=request.agent_language,
            formality=convert.formality_from(request.formality),
            metadata=dict(request.metadata),
        )
        return pb.CreateConversationResponse(conversation=convert.conversation(conversation))

    async def SendMessage(
        self, request: pb.SendMessageRequest, context: Call
    ) -> pb.SendMessageResponse:
        accepted = await self._gate.open().channels.send(
            request.conversation_id,
            request.request_id,
            convert.role_from(request.author_role),
            request.text,
        )
        return pb.SendMessageResponse(
            message=convert.message(accepted.message),
            sequence=accepted.sequence,
            duplicate=accepted.duplicate,
        )

    async def Converse(
        self, request_iterator: AsyncIterator[pb.ConverseRequest], context: Call
    ) -> AsyncIterator[pb.ConverseResponse]:
        flows = self._gate.open()
        requests = aiter(request_iterator)
        first = await anext(requests, None)
        if first is None or first.WhichOneof("kind") != "open":
            raise InvalidInput(
                "STREAM_NOT_OPENED", "the first message on a stream opens it", field="open"
            )
        await flows.channels.require_cursor(first.open.conversation_id, first.open.after_sequence)
        stream = ConverseStream(
            self._gate, flows, first.open.conversation_id, first.open.after_sequence
        )
        async for response in stream.run(requests):
            yield response

    async def Subscribe(
        self, request: pb.SubscribeRequest, context: Call
    ) -> AsyncIterator[pb.SubscribeResponse]:
        channels = self._gate.open().channels
        cursor = request.after_sequence
        events = channels.follow(request.conversation_id, cursor)
        async for event in self._gate.until_leaving(events):
            yield pb.SubscribeResponse(event=convert.event(event))
            cursor = event.sequence
        yield pb.SubscribeResponse(
            end=pb.StreamEnd(resume_after_sequence=cursor, reason="DRAINING")
        )

    async def GetConversation(
        self, request: pb.GetConversationRequest, context: Call
    ) -> pb.GetConversationResponse:
        conversation = await self._gate.open().channels.conversation(request.conversation_id)
        return pb.GetConversationResponse(conversation=convert.conversation(conversation))

    async def CloseConversation(
        self, request: pb.CloseConversationRequest, context: Call
    ) -> pb.CloseConversationResponse:
        conversation = await self._gate.open().channels.close(request.conversation_id)
        return pb.CloseConversationResponse(conversation=convert.conversation(conversation))

    async def OverrideEscalation(
        self, request: pb.OverrideEscalationRequest, context: Call
    ) -> pb.OverrideEscalationResponse:
        conversation = await self._gate.open().escalations.override(
            request.conversation_id, request.agent, request.reason
        )
        return pb.OverrideEscalationResponse(conversation=convert.conversation(conversation))

    async def ListMessages(
        self, request: pb.ListMessagesRequest, context: Call
    ) -> pb.ListMessagesResponse:
        size = page_size(request.page_size, _MESSAGES_PAGE, _MESSAGES_PAGE_LIMIT)
        after = position_of(request.page_token)
        channels = self._gate.open().channels
        page: Page[channel_pb2.Message] = Page(size)
        # A thousand messages may be a thousand long ones, most of them for another page.
        step = min(size + 1, _MESSAGES_STEP)
        while not page.is_full:
            found = await channels.messages(request.conversation_id, after, step)
            for message in found:
                if not page.take(convert.message(message)):
                    break
                after = message.position
            if len(found) < step:
                break
        return pb.ListMessagesResponse(
            messages=page.items, next_page_token=token_of(after) if page.is_full else ""
        )

    async def RecordOutcome(
        self, request: pb.RecordOutcomeRequest, context: Call
    ) -> pb.RecordOutcomeResponse:
        rated = request.HasField("satisfaction")
        told = request.HasField("resolved_first_contact")
        await self._gate.open().reports.record_outcome(
            request.conversation_id,
            request.satisfaction if rated else None,
            request.resolved_first_contact if told else None,
        )
        return pb.RecordOutcomeResponse()

    async def EraseCustomer(
        self, request: pb.EraseCustomerRequest, context: Call
    ) -> pb.EraseCustomerResponse:
        erased = await self._gate.open().channels.erase_customer(request.customer_id)
        return pb.EraseCustomerResponse(
            erased_conversations=erased.conversations, erased_messages=erased.messages
        )


def _detection(pipeline: Pipeline, text: str, source_language: str) -> Detection:
    """The language given, or the one that the text shows.

    Raises:
        InvalidInput: UNKNOWN_LANGUAGE, LANGUAGE_NOT_DETECTED.
    """
    if source_language:
        return Detection(pipeline.require_language(source_language, "source_language"), 1.0)
    found = pipeline.detect(text, ())
    if not found.language:
        raise InvalidInput(
            "LANGUAGE_NOT_DETECTED",
            "the text does not show its language: name it",
            field="source_language",
        )
    return found
