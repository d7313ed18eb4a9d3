"""Between the glossary's terms and the wire's."""

from collections.abc import Iterable
from datetime import UTC, datetime

from parley.domain.glossary import GlossaryTerm
from parley.domain.proposal import GlossaryProposal
from parley.rpc import convert
from parley.rpc.gen import glossary_pb2


def term(value: GlossaryTerm, unspoken: Iterable[str] = ()) -> glossary_pb2.GlossaryTerm:
    """`unspoken`: those of its languages that no model speaks."""
    return glossary_pb2.GlossaryTerm(
        term_id=value.term_id,
        etag=value.etag,
        source_language=value.source_language,
        target_language=value.target_language,
        source_text=value.source,
        target_text=value.target,
        variants=value.variants,
        target_variants=value.target_variants,
        do_not_translate=value.do_not_translate,
        case_sensitive=value.case_sensitive,
        note=value.note,
        channel=value.channel,
        author=value.author,
        create_time=convert.timestamp(value.created_at),
        unspoken_languages=unspoken,
    )


def proposal(value: GlossaryProposal) -> glossary_pb2.GlossaryProposal:
    return glossary_pb2.GlossaryProposal(
        proposal_id=value.proposal_id,
        source_language=value.source_language,
        target_language=value.target_language,
        source_text=value.source,
        replaced_text=value.replaced,
        target_text=value.target,
        review_item_ids=value.evidence,
    )


def term_from(value: glossary_pb2.GlossaryTerm) -> GlossaryTerm:
    """What a person gives of a term; its time is the flow's to set."""
    return GlossaryTerm(
        source_language=value.source_language,
        target_language=value.target_language,
        source=value.source_text,
        target=value.target_text,
        created_at=datetime.min.replace(tzinfo=UTC),
        variants=tuple(value.variants),
        target_variants=tuple(value.target_variants),
        do_not_translate=value.do_not_translate,
        case_sensitive=value.case_sensitive,
        note=value.note,
        channel=value.channel,
        author=value.author,
        term_id=value.term_id,
    )
