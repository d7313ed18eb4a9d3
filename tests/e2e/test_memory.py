"""The translation memory over gRPC: looked up, changed, taken in and out."""

import pytest

from parley.client import AsyncParley, CallFailed
from parley.rpc.gen import memory_pb2
from support.events import next_of

CSV = (
    "source_language,target_language,source,target,formality\r\n"
    "de,en,Wann öffnet die Filiale in {1}?,When does the shop in {1} open?,\r\n"
    "de-AT,en,Ich hätte gern ein Sackerl.,I would like a bag.,formal\r\n"
)


async def reason_of(work) -> str:
    with pytest.raises(CallFailed) as failed:
        await work
    return failed.value.reason


async def test_what_a_reviewer_released_is_suggested_for_the_next_like_it(
    client: AsyncParley,
) -> None:
    """With its similarity, its author, and the values of the text at hand."""
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", "Wenn ORD-4711 nicht kommt, gehe ich zum Anwalt.")
    await next_of(client.events("c1"), "message_held")
    item = await client.claim("rita")
    await client.release(item, "If ORD-4711 does not come, I will see a lawyer.")
    await client.send("c1", "customer", "Wenn ORD-4712 nicht bald kommt, gehe ich zum Anwalt.")
    await next_of(client.events("c1", 3), "message_held")
    item = await client.claim("rita")
    first, *_ = (await client.review_item(item.review_item_id)).suggestions
    assert first.target_text == "If ORD-4712 does not come, I will see a lawyer."
    assert (first.origin, first.author) == (memory_pb2.MEMORY_ORIGIN_RELEASE, "rita")
    assert 0.8 < first.similarity < 1


async def test_an_imported_file_answers_messages_and_comes_out_again(client: AsyncParley) -> None:
    """CSV in, a translation from memory, TMX and XLIFF out and in again."""
    done = await client.import_memory([CSV.encode()], file_format="csv", author="agency")
    assert (done.read_count, done.added_count) == (2, 2)
    answer = await client.translate("Ich hätte gern ein Sackerl.", source="de", target="en")
    assert answer.translation.text == "I would like a bag."
    before = [unit async for unit in client.memory_units()]
    assert {unit.author for unit in before} == {"agency"}
    for file_format in ("tmx", "xliff", "csv"):
        pieces = [
            piece
            async for piece in client.export_memory(
                file_format=file_format, source="de", target="en"
            )
        ]
        for unit in [unit async for unit in client.memory_units()]:
            await client.delete_memory_unit(unit)
        done = await client.import_memory(pieces, file_format=file_format)
        assert (done.read_count, done.added_count) == (2, 2)
        after = [unit async for unit in client.memory_units()]
        assert [(u.source_text, u.target_text, u.formality, u.author) for u in after] == [
            (u.source_text, u.target_text, u.formality, u.author) for u in before
        ]


async def test_a_bad_file_changes_nothing(client: AsyncParley) -> None:
    """An error in the last line leaves the first ones out, too."""
    bad = CSV + "de,en,,nothing,\r\n"
    with pytest.raises(CallFailed) as failed:
        await client.import_memory([bad.encode()], file_format="csv")
    assert failed.value.reason == "INVALID_FILE"
    assert failed.value.metadata["line"] == "4"
    assert [unit async for unit in client.memory_units()] == []
    assert await reason_of(client.import_memory([], file_format="tbx")) == "UNSUPPORTED_FORMAT"
    assert await reason_of(anext(client.export_memory(file_format="xliff"))) == "DIRECTION_NEEDED"


async def test_units_are_changed_under_their_etag(client: AsyncParley) -> None:
    """Found by a text in any case, changed once, refused the second time."""
    unit = await client.create_memory_unit(
        memory_pb2.MemoryUnit(
            source_language="de",
            target_language="en",
            source_text="Schöne Grüße, {1}",
            target_text="Best wishes, {1}",
        )
    )
    (found,) = [u async for u in client.memory_units(text="GRÜSSE")]
    assert found == unit
    found.target_text = "Kind regards, {1}"
    changed = await client.update_memory_unit(found)
    assert changed.target_text == "Kind regards, {1}"
    assert await reason_of(client.update_memory_unit(found)) == "ETAG_MISMATCH"
    assert await reason_of(client.delete_memory_unit(found)) == "ETAG_MISMATCH"
    changed.target_text = "Kind regards, {2}"
    assert await reason_of(client.update_memory_unit(changed)) == "SLOTS_DIFFER"
    await client.delete_memory_unit(changed)
    assert await reason_of(client.memory_unit(unit.unit_id)) == "MEMORY_UNIT_NOT_FOUND"
