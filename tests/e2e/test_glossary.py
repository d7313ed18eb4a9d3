"""The glossary over gRPC: what it does to translations, and how it is kept."""

import asyncio
import subprocess
import sys

import pytest

from parley.app import App
from parley.client import AsyncParley, CallFailed
from parley.rpc.gen import channel_pb2, glossary_pb2
from support.events import next_of


def term(source: str, target: str = "", **fields) -> glossary_pb2.GlossaryTerm:
    """A German term and its English translation, or one that is not translated."""
    return glossary_pb2.GlossaryTerm(
        source_language="de",
        target_language="en" if target else "",
        source_text=source,
        target_text=target,
        do_not_translate=not target,
        **fields,
    )


async def test_a_term_that_is_not_translated_is_copied(client: AsyncParley) -> None:
    """Even one that is a common word, as it stands in the message."""
    await client.create_term(term("Sofort Überweisung"))
    answer = await client.translate(
        "Ich habe mit Sofort Überweisung bezahlt.", source="de", target="en"
    )
    assert "Sofort Überweisung" in answer.translation.text


async def test_a_term_in_a_language_that_no_model_speaks_is_named(
    app: App, client: AsyncParley
) -> None:
    """It is kept, as people translate by it, and whoever adds it is told."""
    made = glossary_pb2.GlossaryTerm(
        source_language="ru", target_language="en", source_text="посылка", target_text="parcel"
    )
    assert list((await client.create_term(made)).unspoken_languages) == ["ru"]
    assert list((await client.create_term(term("Paket", "parcel"))).unspoken_languages) == []
    file = "source_language,target_language,source,target\nuk,en,посилка,parcel\nde,en,Post,mail\n"
    done = await client.import_glossary([file.encode()], file_format="csv")
    assert (done.added_count, list(done.unspoken_languages)) == (2, ["uk"])
    listed = {t.source_language: list(t.unspoken_languages) for t in await client.glossary_terms()}
    assert listed == {"de": [], "ru": ["ru"], "uk": ["uk"]}
    command = ("add", "pakket", "parcel", "--from", "nl", "--to", "en", "--target", app.address)
    run = await asyncio.to_thread(
        subprocess.run,
        (sys.executable, "-m", "parley", "glossary", *command),
        capture_output=True,
        check=True,
    )
    assert run.stderr.startswith(b"parley: no model speaks nl: ")


async def test_a_missing_translation_of_a_term_is_flagged(client: AsyncParley) -> None:
    """With the words that the glossary wants; a term of another channel is not."""
    text = "Wo finde ich den Schraubenzieher?"
    await client.create_term(term("Schraubenzieher", "whatsit driver", channel="email"))
    answer = await client.translate(text, source="de", target="en", channel="chat")
    assert "glossary-violation" not in {flag.rule for flag in answer.flags}
    await client.create_term(term("Schraubenzieher", "whatsit driver"))
    answer = await client.translate(text, source="de", target="en", channel="chat")
    assert "glossary-violation" in {flag.rule for flag in answer.flags}


async def test_somebody_s_translation_is_judged_as_in_traffic(client: AsyncParley) -> None:
    """By the terms of its channel and by how it addresses its reader."""
    await client.create_term(term("Schraubenzieher", "screwdriver", channel="email"))

    async def rules(
        text: str, translation: str, source: str, target: str, channel: str
    ) -> set[str]:
        found = await client.assess(
            text, source=source, translation=translation, target=target, channel=channel
        )
        return {flag.rule for flag in found.flags}

    lost = "Wo ist der Schraubenzieher?", "Where is the tool?", "de", "en"
    assert "glossary-violation" in await rules(*lost, "email")
    assert "glossary-violation" not in await rules(*lost, "chat")
    kept = "Wo ist der Schraubenzieher?", "Where is the screwdriver?", "de", "en"
    assert await rules(*kept, "email") == set()
    informal = "Can you wait for me?", "Kannst du auf mich warten?", "en", "de"
    assert "register" in await rules(*informal, "chat")


async def test_an_empty_translation_is_judged_as_one(client: AsyncParley) -> None:
    """Left out it is none at all; a given one says into which language."""
    text = "Wo ist mein Paket?"
    found = await client.assess(text, source="de", translation="", target="en")
    flags = {flag.rule: flag.severity for flag in found.flags}
    assert flags["empty-translation"] == channel_pb2.SEVERITY_CRITICAL
    alone = await client.assess(text, source="de", target="en")
    assert list(alone.flags) == []
    with pytest.raises(CallFailed) as failed:
        await client.assess(text, source="de", translation="")
    assert failed.value.reason == "UNKNOWN_LANGUAGE"


async def test_a_reviewer_is_shown_the_terms_of_the_message(client: AsyncParley) -> None:
    """In any of their forms, each once."""
    await client.create_term(term("Anwalt", "lawyer", variants=["Anwälte"], note="not: attorney"))
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", "Ich gehe zum Anwalt. Anwälte gibt es genug.")
    await next_of(client.events("c1"), "message_held")
    (item,) = await client.review_items()
    (shown,) = (await client.review_item(item.review_item_id)).glossary_terms
    assert (shown.source_text, shown.target_text, shown.note) == (
        "Anwalt",
        "lawyer",
        "not: attorney",
    )


async def test_terms_are_changed_under_their_etag_and_exchanged(client: AsyncParley) -> None:
    """Created, changed, exported to TBX, deleted, imported."""
    made = await client.create_term(term("Konto", "account", variants=["Konten"]))
    made.target_text = "user account"
    changed = await client.update_term(made)
    assert changed.target_text == "user account"
    for refused, reason in (
        (client.update_term(made), "ETAG_MISMATCH"),
        (client.delete_term(made), "ETAG_MISMATCH"),
        (client.create_term(term("", "x")), "INVALID_TERM"),
        (client.create_term(term("x", "y", channel="fax")), "UNKNOWN_CHANNEL"),
    ):
        with pytest.raises(CallFailed) as failed:
            await refused
        assert failed.value.reason == reason
    for file_format in ("tbx", "csv"):
        pieces = [piece async for piece in client.export_glossary(file_format=file_format)]
        for known in await client.glossary_terms():
            await client.delete_term(known)
        assert await client.glossary_terms() == []
        done = await client.import_glossary(pieces, file_format=file_format)
        assert (done.read_count, done.added_count) == (1, 1)
        (back,) = await client.glossary_terms(source="de", target="en-GB")
        assert (back.source_text, back.target_text) == ("Konto", "user account")
        assert list(back.variants) == ["Konten"]


async def test_what_reviewers_change_again_and_again_is_proposed(
    app: App, client: AsyncParley
) -> None:
    """Listed, accepted under a source of one's own, and used at once."""
    await client.open_conversation("c1", customer_language="de")
    # Most of them with the one word that the model has for it.
    lines = (
        "Mein Anwalt wird Sie verklagen.",
        "Dann rufe ich einen Anwalt an.",
        "Ich nehme mir einen Anwalt.",
        "Mein Anwalt kommt.",
        "Dann gehe ich zum Anwalt.",
    )
    for text in lines:
        await client.send("c1", "customer", text)
    waiting: set[str] = set()
    async for item in client.watch_reviews(snapshot_size=10):
        waiting.add(item.review_item_id)
        if len(waiting) == len(lines):
            break
    for _ in waiting:
        item = await client.claim("rita")
        await client.release(item, item.translation.text.replace("lawyer", "solicitor"))
    (found,) = await client.glossary_proposals(source="de", target="en")
    assert (found.source_text, found.replaced_text, found.target_text) == (
        "Anwalt",
        "lawyer",
        "solicitor",
    )
    assert len(found.review_item_ids) >= 3
    listed = await glossary(app, "proposals")
    assert listed.split("\t")[2:5] == ["Anwalt", "lawyer", "solicitor"]
    with pytest.raises(CallFailed) as failed:
        await client.accept_proposal(found.proposal_id, "")
    assert failed.value.reason == "MISSING_AUTHOR"
    await glossary(app, "accept", found.proposal_id, "--as", "lea", "--source", "Anwalt")
    (term,) = await client.glossary_terms()
    assert (term.source_text, term.target_text, term.author) == ("Anwalt", "solicitor", "lea")
    with pytest.raises(CallFailed) as failed:
        await client.dismiss_proposal(found.proposal_id, "lea")
    assert failed.value.reason == "PROPOSAL_NOT_FOUND"


async def glossary(app: App, *arguments: str) -> str:
    """What `parley glossary …` prints."""
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "parley", "glossary", *arguments, "--target", app.address],
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    return run.stdout
