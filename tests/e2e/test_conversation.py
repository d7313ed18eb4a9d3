"""A customer and an agent who share no language, over one real server."""

import asyncio

from parley.app import App
from parley.client import AsyncParley
from parley.config import Settings
from support.events import kind_of, message_of, next_of, take_until_sequence

HELD = "Wenn das nicht klappt, gehe ich zum Anwalt."
PROVISIONAL = "Bei dieser Anleitung verstehe ich nur Bahnhof."


async def test_each_side_reads_the_other_in_its_own_language(client: AsyncParley) -> None:
    """A German line reaches the agent in English, an English one the customer in German."""
    await client.open_conversation("c1")
    customer, agent = client.converse("c1"), client.converse("c1")
    customer_events, agent_events = aiter(customer), aiter(agent)
    reading = asyncio.create_task(next_of(agent_events, "message_delivered"))
    listening = asyncio.create_task(next_of(customer_events, "message_delivered"))
    await customer.send("customer", "Wo ist meine Bestellung ORD-4711?")
    to_agent = message_of(await reading)
    assert to_agent.detection.language == "de"
    assert to_agent.translation.target_language == "en"
    assert "ORD-4711" in to_agent.translation.text
    assert message_of(await listening).message_id == to_agent.message_id

    reading = asyncio.create_task(next_of(agent_events, "message_delivered"))
    listening = asyncio.create_task(next_of(customer_events, "message_delivered"))
    await agent.send("agent", "Good morning. How can I help you?")
    to_customer = message_of(await listening)
    assert to_customer.translation.source_language == "en"
    assert to_customer.translation.target_language == "de"
    assert to_customer.translation.text != "Good morning. How can I help you?"
    await reading
    customer.cancel()
    agent.cancel()


async def test_a_short_answer_is_read_in_the_language_of_the_conversation(
    client: AsyncParley,
) -> None:
    """ "ok" and "no" after German lines are German, and say that the conversation decided."""
    await client.open_conversation("c1")
    events = client.events("c1")
    await client.send("c1", "customer", "Ich habe mein Paket nicht bekommen.")
    await next_of(events, "message_delivered")
    for text in ("ok", "no", "si 👍"):
        await client.send("c1", "customer", text)
        detection = message_of(await next_of(events, "message_delivered")).detection
        assert detection.language == "de", text


async def test_a_customer_who_switches_language_is_followed(client: AsyncParley) -> None:
    """A clear French line after German ones moves the conversation, and the agent's answers."""
    await client.open_conversation("c1")
    events = client.events("c1")
    await client.send("c1", "customer", "Ich kann mich leider nicht anmelden.")
    await next_of(events, "message_delivered")
    await client.send("c1", "customer", "Pardon, je préfère écrire en français, merci beaucoup.")
    changed = await next_of(events, "customer_language_changed")
    assert changed.customer_language_changed.previous_language == "de"
    assert changed.customer_language_changed.language == "fr"
    await next_of(events, "message_delivered")
    await client.send("c1", "agent", "Of course, how can I help you?")
    answer = message_of(await next_of(events, "message_delivered"))
    assert answer.translation.target_language == "fr"


async def test_one_arabic_message_does_not_turn_a_german_conversation(client: AsyncParley) -> None:
    """Only a second one in a row would: until then the customer is answered in German."""
    await client.open_conversation("c1")
    events = client.events("c1")
    await client.send("c1", "customer", "Ich kann mich leider nicht anmelden.")
    await next_of(events, "message_delivered")
    arabic = (
        "أين طلبي؟ أريد استرداد أموالي من فضلك لأنني انتظرت طويلا",
        "هل يمكنك مساعدتي من فضلك؟",
    )
    await client.send("c1", "customer", arabic[0])
    held = message_of(await next_of(events, "message_held"))
    assert held.detection.language == "ar"
    await client.send("c1", "agent", "Of course, how can I help you?")
    answer = message_of(await next_of(events, "message_delivered"))
    assert answer.translation.target_language == "de"
    assert (await client.conversation("c1")).customer_language == "de"
    await client.send("c1", "customer", arabic[1])
    changed = await next_of(events, "customer_language_changed")
    assert changed.customer_language_changed.language == "ar"


async def test_a_language_without_a_model_is_held_for_a_person(client: AsyncParley) -> None:
    """Russian among German lines is named and held, and can be released by hand."""
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", "Где моя посылка?")
    events = client.events("c1")
    held = message_of(await next_of(events, "message_held", "message_delivered"))
    assert held.detection.language == "ru"
    assert [flag.rule for flag in held.flags] == ["no-translation"]
    await client.release(await client.claim("rita"), "Where is my parcel?")
    released = message_of(await next_of(events, "message_delivered"))
    assert released.translation.text == "Where is my parcel?"


async def test_a_release_reaches_an_open_stream(client: AsyncParley) -> None:
    """A held message stays away from the other side until a reviewer has edited it."""
    await client.open_conversation("c1")
    stream = client.converse("c1")
    events = aiter(stream)
    waiting = asyncio.create_task(next_of(events, "message_held", "message_delivered"))
    await stream.send("customer", HELD)
    held = await waiting
    assert kind_of(held) == "message_held"
    assert not message_of(held).HasField("translation")

    item = await client.claim("rita")
    assert item.source_text == HELD
    await client.release(item, "If this fails, I will call a lawyer.")
    released = await next_of(events, "message_delivered")
    assert released.message_delivered.reviewed
    assert message_of(released).translation.text == "If this fails, I will call a lawyer."
    stream.cancel()


async def test_a_correction_reaches_both_sides_while_they_stay_connected(
    client: AsyncParley,
) -> None:
    """A provisional message is shown at once and replaced when the reviewer edits it."""
    await client.open_conversation("c1")
    customer, agent = client.events("c1"), client.events("c1")
    await client.send("c1", "customer", PROVISIONAL)
    shown = await next_of(agent, "message_delivered")
    assert shown.message_delivered.provisional
    await next_of(customer, "message_delivered")

    await client.release(await client.claim("rita"), "I don't understand a thing.")
    for events in (customer, agent):
        corrected = await next_of(events, "message_corrected")
        assert message_of(corrected).translation.text == "I don't understand a thing."
        assert corrected.message_corrected.previous_text == message_of(shown).translation.text
        assert message_of(corrected).revision == message_of(shown).revision + 1


async def test_a_client_that_was_away_gets_the_release_from_its_cursor(
    client: AsyncParley,
) -> None:
    """Coming back with the last cursor brings exactly what happened meanwhile."""
    await client.open_conversation("c1")
    events = client.events("c1")
    await client.send("c1", "customer", HELD)
    held = await next_of(events, "message_held")
    await events.aclose()
    await client.release(await client.claim("rita"), "A lawyer, if this fails.")
    back = client.events("c1", after_sequence=held.sequence)
    first = await anext(back)
    assert first.sequence == held.sequence + 1
    assert kind_of(first) == "message_delivered"


async def test_a_client_that_was_never_there_reads_the_whole_story(client: AsyncParley) -> None:
    """From cursor 0 every event comes, numbered without a gap, each id once."""
    await client.open_conversation("c1")
    for number in range(5):
        await client.send("c1", "customer", f"Das ist Nachricht {number}.")
    events = client.events("c1")
    for _ in range(5):
        last = await next_of(events, "message_delivered")
    story = await take_until_sequence(client.events("c1"), last.sequence)
    assert [event.sequence for event in story] == list(range(1, last.sequence + 1))
    assert len({event.event_id for event in story}) == len(story)


async def test_the_next_same_message_is_answered_from_memory(client: AsyncParley) -> None:
    """What a reviewer released is used for the same line, and marked as written by a person."""
    await client.open_conversation("c1")
    events = client.events("c1")
    await client.send("c1", "customer", PROVISIONAL)
    await next_of(events, "message_delivered")
    await client.release(await client.claim("rita"), "I don't understand a thing.")
    await next_of(events, "message_corrected")
    answer = await client.translate(PROVISIONAL, source="de", target="en")
    assert answer.translation.text == "I don't understand a thing."
    assert not [flag for flag in answer.flags if flag.rule == "idiom"]


async def test_answers_keep_the_order_of_the_questions(client: AsyncParley) -> None:
    """A long message does not let the short one after it overtake."""
    await client.open_conversation("c1", customer_language="de")
    long = " ".join(f"Das ist der Satz Nummer {number} von vielen." for number in range(60))
    sent = [await client.send("c1", "customer", text) for text in (long, "Hallo!", long, "Ja.")]
    events = client.events("c1")
    delivered = [message_of(await next_of(events, "message_delivered")) for _ in sent]
    assert [m.message_id for m in delivered] == [s.message.message_id for s in sent]


async def test_a_line_is_judged_by_who_wrote_it(client: AsyncParley) -> None:
    """An agent's promise binds the business; a customer's words do not, nor do nobody's."""
    for role, flagged in (("agent", True), ("customer", False), ("", False)):
        answer = await client.translate("We will refund you in full.", target="de", role=role)
        assert ("agent-commitment" in {flag.rule for flag in answer.flags}) is flagged, role


async def test_structure_of_a_long_message_is_kept(client: AsyncParley) -> None:
    """Blank lines, indents, bullets and the last newline stand where they stood."""
    text = "Guten Tag,\n\n  - Meine Bestellung fehlt.\n  - Ich warte.\n\nDanke!\n"
    answer = await client.translate(text, source="de", target="en")
    lines = answer.translation.text.split("\n")
    assert [bool(line.strip()) for line in lines] == [True, False, True, True, False, True, False]
    assert lines[2].startswith("  - ")
    assert lines[3].startswith("  - ")


async def test_a_restart_keeps_everything(settings: Settings) -> None:
    """A server that was stopped in good order goes on where it was."""
    async with App(settings).running() as app, AsyncParley(app.address) as client:
        await client.open_conversation("c1", customer_id="k1")
        await client.send("c1", "customer", HELD, request_id="r1")
        await next_of(client.events("c1"), "message_held")
    async with App(settings).running() as app, AsyncParley(app.address) as client:
        assert [m.request_id for m in await client.messages("c1")] == ["r1"]
        await client.release(await client.claim("rita"), "Released after the restart.")
        released = await next_of(client.events("c1"), "message_delivered")
        assert message_of(released).translation.text == "Released after the restart."


async def test_erasing_a_customer_leaves_nothing(client: AsyncParley) -> None:
    """After EraseCustomer neither conversation nor review item nor memory is left."""
    await client.open_conversation("c1", customer_id="k1")
    await client.send("c1", "customer", PROVISIONAL)
    await next_of(client.events("c1"), "message_delivered")
    await client.release(await client.claim("rita"), "Nobody can read this later.")
    erased = await client.erase_customer("k1")
    assert (erased.erased_conversations, erased.erased_messages) == (1, 1)
    assert await client.review_items() == []
    answer = await client.translate(PROVISIONAL, source="de", target="en")
    assert answer.translation.text != "Nobody can read this later."
