"""Names, terms, the output's language, measures and gender between source and translation."""

from collections.abc import Callable

import pytest

from parley.domain.message import AuthorRole, Flag, Severity
from parley.domain.ports import Exchange
from parley.domain.term import Term
from parley.risk.registry import RuleSet

Raised = Callable[..., dict[str, Flag]]

PAIRS = {
    "name-mismatch": (
        [
            ("My name is Johanna Weber.", "en", "Mein Name ist Johannes.", "de"),
            ("Ich heiße Anneliese.", "de", "My name is.", "en"),
            ("Me llamo Ramiro y espero.", "es", "My name is Robert and I am waiting.", "en"),
            ("Je m'appelle Clotilde.", "fr", "My name is Claudia.", "en"),
            ("Meu nome é Jurandir.", "pt", "My name is Jordan.", "en"),
        ],
        [
            ("My name is Johanna Weber.", "en", "Mein Name ist Johanna Weber.", "de"),
            ("Ich heiße Müller.", "de", "My name is Muller.", "en"),
            ("Soy José.", "es", "I'm Jose.", "en"),
            ("Je suis Française.", "fr", "I am French.", "en"),
            ("Aqui é a Ana.", "pt", "This is Ana.", "en"),
        ],
    ),
    "wrong-language": (
        [
            ("Where is my parcel with the shoes?", "en", "Dónde está el paquete con los", "de"),
            ("Wo ist das Paket?", "de", "Où est le colis, nous vous avons dit", "en"),
            ("¿Dónde está?", "es", "Wo ist das Paket, ich habe es nicht", "en"),
            ("Où est-il ?", "fr", "O pacote não está com os outros", "en"),
            ("Onde está?", "pt", "Das ist nicht für Sie und mich", "en"),
        ],
        [
            ("Where is my parcel?", "en", "Wo ist mein Paket?", "de"),
            ("Wo ist es?", "de", "Where is it and which one?", "en"),
            ("¿Dónde?", "es", "In the car with the keys", "en"),
            ("Où ?", "fr", "La Vie en Rose is a song", "en"),
            ("Onde?", "pt", "It is in Rio de Janeiro", "en"),
        ],
    ),
    "foreign-measure": (
        [
            ("It is 12 miles away.", "en", "Es ist 12 Meilen entfernt.", "de"),
            ("It weighs 5 lbs.", "en", "Pesa 5 libras.", "es"),
            ("Keep it under 75 °F.", "en", "Gardez-le sous 75 °F.", "fr"),
            ("Call at 3 pm EST.", "en", "Ligue às 15h EST.", "pt"),
            ("It costs $20.", "en", "Cuesta $20.", "es"),
        ],
        [
            ("It is 12 miles away.", "en", "Es ist 19 km entfernt.", "de"),
            ("Pesa 5 libras.", "es", "It weighs 5 lbs.", "en"),
            ("It weighs 2 kg.", "en", "Ça pèse 2 kg.", "fr"),
            ("Call at 3 pm.", "en", "Ligue às 15h.", "pt"),
            ("It costs 20 €.", "en", "Cuesta 20 €.", "es"),
        ],
    ),
    "gendered-address": (
        [
            ("Dear customer, it is sent.", "en", "Lieber Kunde, es ist verschickt.", "de"),
            ("Are you sure?", "en", "¿Está seguro?", "es"),
            ("Welcome back!", "en", "¡Bienvenido de nuevo!", "es"),
            ("Dear customer,", "en", "Cher client,", "fr"),
            ("How can I help you?", "en", "Como posso ajudar a senhora?", "pt"),
        ],
        [
            ("Dear Mr. Huber, it is sent.", "en", "Sehr geehrter Herr Huber, es ist da.", "de"),
            ("Are you sure?", "en", "¿Seguro que sí?", "es"),
            ("Welcome back!", "en", "¡Bienvenido/a de nuevo!", "es"),
            ("Dear customer,", "en", "Chère cliente, cher client(e),", "fr"),
            ("Yes sir, of course.", "en", "Sim senhor, claro.", "pt"),
        ],
    ),
}


@pytest.mark.parametrize(
    ("rule", "case"), [(rule, case) for rule, (caught, _) in PAIRS.items() for case in caught]
)
def test_what_a_translation_got_wrong_is_caught(
    raised: Raised, rule: str, case: tuple[str, str, str, str]
) -> None:
    """Each rule in each language."""
    assert rule in raised(*case)


@pytest.mark.parametrize(
    ("rule", "case"), [(rule, case) for rule, (_, spared) in PAIRS.items() for case in spared]
)
def test_what_it_got_right_is_spared(
    raised: Raised, rule: str, case: tuple[str, str, str, str]
) -> None:
    """As many that only look like it."""
    assert rule not in raised(*case)


TERMS = (
    Term(("delivery note", "delivery notes"), ("Lieferschein", "Lieferscheine")),
    Term(("SmartHub",), case_sensitive=True),
)


@pytest.mark.parametrize(
    ("source", "translation", "broken"),
    [
        ("Where is the delivery note?", "Wo ist die Liefernotiz?", {"glossary-violation"}),
        ("My SmartHub is broken.", "Meine kluge Nabe ist kaputt.", {"do-not-translate"}),
        ("Where is the Delivery  note?", "Wo ist der Lieferschein?", set()),
        ("My SmartHub is broken.", "Mein SmartHub ist kaputt.", set()),
        ("A smarthub of its own.", "Ein kluger Knoten.", set()),
        ("The delivery was noted.", "Die Lieferung wurde notiert.", set()),
    ],
)
def test_the_glossary_is_kept(
    raised: Raised, source: str, translation: str, broken: set[str]
) -> None:
    """Its renderings where its terms are, as whole words."""
    found = raised(source, "en", translation, "de", terms=TERMS)
    assert found.keys() & {"glossary-violation", "do-not-translate"} == broken
    for rule in broken:
        assert found[rule].span is not None


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        ("Call me at (212) 555-0143 today", "en", "(212) 555-0143"),
        ("Meine Handynummer: 0151 23456789", "de", "0151 23456789"),
        ("Mi teléfono es 612 345 678", "es", "612 345 678"),
        ("Mon portable est le 06 12 34 56 78", "fr", "06 12 34 56 78"),
        ("Meu celular é 11 91234-5678", "pt", "11 91234-5678"),
        ("write to a.b@example.org.", "en", "a.b@example.org"),
        ("Reisepass C01X00T47", "de", "C01X00T47"),
        ("mi DNI es 12345678Z", "es", "12345678Z"),
        ("passeport 12AB34567", "fr", "12AB34567"),
        ("CPF: 529.982.247-25", "pt", "529.982.247-25"),
    ],
)
def test_contact_data_is_marked(raised: Raised, text: str, language: str, phrase: str) -> None:
    """The number or address as written, and never in the reason."""
    flag = raised(text, language)["contact-data"]
    assert flag.span is not None
    assert text[flag.span.start : flag.span.end] == phrase
    assert phrase not in flag.reason


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The phone costs 499 and has 128 GB", "en"),
        ("order 20 7946 0958", "en"),
        ("Das Telefon kam am 12.03.2026 an", "de"),
        ("Pedido 612345678", "es"),
        ("La commande 0612345678", "fr"),
        ("O pedido é 11912345678", "pt"),
        ("follow @shop on social media", "en"),
        ("Der Pass für 2 Tage kostet 30", "de"),
        ("necesito un pasaporte nuevo", "es"),
        ("une carte cadeau de 50", "fr"),
    ],
)
def test_other_numbers_are_no_contact_data(raised: Raised, text: str, language: str) -> None:
    """Prices, dates and order numbers."""
    assert "contact-data" not in raised(text, language)


def test_an_agents_phone_number_is_no_secret(raised: Raised) -> None:
    """It is the business's own."""
    text = "You can call us at +44 20 7946 0958."
    assert "contact-data" not in raised(text, "en", author_role=AuthorRole.AGENT)
    assert "contact-data" in raised(text, "en", author_role=AuthorRole.CUSTOMER)


def test_only_an_agent_commits_the_business(raised: Raised) -> None:
    """A customer who says the same asks for it."""
    text = "We will refund you the full amount."
    assert "agent-commitment" in raised(text, "en", author_role=AuthorRole.AGENT)
    assert "agent-commitment" not in raised(text, "en", author_role=AuthorRole.CUSTOMER)


def test_a_high_value_customer_is_who_the_channel_says() -> None:
    """By a value of the metadata, on the channel that names it."""
    rules, vip = RuleSet(), {"tier": frozenset(["gold"])}
    gold = Exchange("hi", "en", metadata={"tier": "gold"}, vip=vip)
    assert [flag.rule for flag in rules.assess(gold)] == ["high-value-customer"]
    assert rules.assess(gold)[0].severity is Severity.MINOR
    assert not rules.assess(Exchange("hi", "en", metadata={"tier": "iron"}, vip=vip))
    assert not rules.assess(Exchange("hi", "en", metadata={"tier": "gold"}))
