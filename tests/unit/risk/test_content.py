"""What people say: each rule in each language, and what only looks like it."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag, Severity

Raised = Callable[..., dict[str, Flag]]

CAUGHT = [
    ("self-harm", "en", "I want to kill myself"),
    ("self-harm", "en", "sometimes I just want to die"),
    ("self-harm", "en", "I don't want to live anymore"),
    ("self-harm", "en", "I'm thinking of ending my life."),
    ("self-harm", "en", "everyone would be better off without me"),
    ("self-harm", "en", "there's no point in living"),
    ("self-harm", "en", "I feel suicidal"),
    ("self-harm", "en", "i dont want to be alive"),
    ("self-harm", "en", "nobody would miss me if I died"),
    ("self-harm", "de", "Ich will mich umbringen."),
    ("self-harm", "de", "ich bringe mich um"),
    ("self-harm", "de", "Ich will nicht mehr leben"),
    ("self-harm", "de", "ich möchte einfach nur sterben"),
    ("self-harm", "de", "ich nehme mir das Leben"),
    ("self-harm", "de", "Ich habe Suizidgedanken."),
    ("self-harm", "de", "ich werde mir was antun"),
    ("self-harm", "es", "quiero morirme"),
    ("self-harm", "es", "Me quiero matar."),
    ("self-harm", "es", "ya no quiero vivir"),
    ("self-harm", "es", "voy a suicidarme"),
    ("self-harm", "es", "pienso en quitarme la vida"),
    ("self-harm", "es", "la vida ya no tiene sentido"),
    ("self-harm", "es", "Me tomé una caja entera de pastillas"),
    ("self-harm", "es", "me he tragado todas las pastillas que había"),
    ("self-harm", "fr", "Je veux mourir."),
    ("self-harm", "fr", "je vais me suicider"),
    ("self-harm", "fr", "J’ai envie d'en finir avec la vie"),
    ("self-harm", "fr", "je veux me tuer"),
    ("self-harm", "fr", "je ne veux plus vivre"),
    ("self-harm", "fr", "je vais mettre fin à mes jours"),
    ("self-harm", "pt", "quero morrer"),
    ("self-harm", "pt", "Vou me matar."),
    ("self-harm", "pt", "não quero mais viver"),
    ("self-harm", "pt", "penso em suicídio"),
    ("self-harm", "pt", "vou acabar com a minha vida"),
    ("self-harm", "pt", "queria estar morta"),
    ("self-harm", "pt", "não tenho mais vontade de viver"),
    ("violence", "en", "I'm going to kill you"),
    ("violence", "en", "I will burn down your office"),
    ("violence", "en", "I know where you live"),
    ("violence", "de", "Ich bringe dich um!"),
    ("violence", "de", "ich zünde euren Laden an"),
    ("violence", "es", "los voy a matar a todos"),
    ("violence", "es", "voy a quemar su oficina"),
    ("violence", "fr", "je vais vous tuer"),
    ("violence", "fr", "je vais mettre le feu à votre agence"),
    ("violence", "pt", "vou matar vocês"),
    ("violence", "pt", "vou botar fogo na loja"),
    ("medical-emergency", "en", "my father is having a heart attack"),
    ("medical-emergency", "de", "ich kriege keine Luft mehr"),
    ("medical-emergency", "es", "no puedo respirar, llamen una ambulancia"),
    ("medical-emergency", "fr", "il fait une crise cardiaque"),
    ("medical-emergency", "pt", "meu filho não consegue respirar"),
    ("legal-threat", "en", "Cancel my account or I'll call my lawyer"),
    ("legal-threat", "en", "I will sue you"),
    ("legal-threat", "en", "see you in court"),
    ("legal-threat", "de", "Sonst schalte ich meinen Anwalt ein."),
    ("legal-threat", "de", "Ich werde rechtliche Schritte einleiten"),
    ("legal-threat", "es", "Voy a hablar con mi abogado."),
    ("legal-threat", "es", "los voy a denunciar, los denunciaré"),
    ("legal-threat", "fr", "je vais porter plainte"),
    ("legal-threat", "fr", "Vous aurez des nouvelles de mon avocat."),
    ("legal-threat", "pt", "vou processar vocês"),
    ("legal-threat", "pt", "Vou reclamar no Procon"),
    ("offensive", "en", "you are all idiots, fuck off"),
    ("offensive", "de", "du Arschloch"),
    ("offensive", "de", "so eine Scheisse"),
    ("offensive", "es", "son unos hijos de puta"),
    ("offensive", "fr", "bande de connards"),
    ("offensive", "pt", "vai tomar no cu"),
    ("anger-escalation", "en", "This is absolutely unacceptable!"),
    ("anger-escalation", "en", "let me speak to your manager"),
    ("anger-escalation", "de", "Mir reicht's, ich will Ihren Vorgesetzten sprechen"),
    ("anger-escalation", "es", "Esto es inaceptable, quiero hablar con su supervisor"),
    ("anger-escalation", "fr", "C'est inadmissible, j'en ai marre"),
    ("anger-escalation", "pt", "isso é um absurdo, estou furiosa"),
    ("wants-a-human", "en", "I can't talk to a human?"),
    ("wants-a-human", "en", "get me a real person"),
    ("wants-a-human", "de", "Ich möchte mit einem Menschen sprechen"),
    ("wants-a-human", "de", "ich will mit einem echten Mitarbeiter reden"),
    ("wants-a-human", "es", "quiero hablar con una persona"),
    ("wants-a-human", "es", "páseme con un agente humano"),
    ("wants-a-human", "fr", "je veux parler à un humain"),
    ("wants-a-human", "fr", "Puis-je parler à un vrai conseiller ?"),
    ("wants-a-human", "pt", "quero falar com um atendente"),
    ("wants-a-human", "pt", "tem como falar com uma pessoa de verdade"),
    ("repeated-contact", "en", "I have explained this three times"),
    ("repeated-contact", "en", "this is the third time I've called"),
    ("repeated-contact", "de", "Ich habe das schon dreimal erklärt"),
    ("repeated-contact", "de", "zum dritten Mal"),
    ("repeated-contact", "es", "es la tercera vez que llamo"),
    ("repeated-contact", "es", "Ya les he escrito cinco veces"),
    ("repeated-contact", "fr", "c'est la troisième fois que j'appelle"),
    ("repeated-contact", "fr", "Je vous ai déjà écrit plusieurs fois"),
    ("repeated-contact", "pt", "é a terceira vez que ligo"),
    ("repeated-contact", "pt", "já liguei cinco vezes"),
    ("financial-hardship", "en", "I lost my job and can't afford it anymore"),
    ("financial-hardship", "de", "Ich bin arbeitslos und kann das nicht bezahlen"),
    ("financial-hardship", "es", "estoy en paro y no puedo pagar la factura"),
    ("financial-hardship", "fr", "je suis au chômage, je ne peux pas payer la facture"),
    ("financial-hardship", "pt", "estou desempregado e não consigo pagar a conta"),
]

# Nothing at all may be raised for these.
HARMLESS = {
    "en": [
        "I'm a real person, not a bot.",
        "How do I kill the process on Linux?",
        "I ordered a black cable",
        "It's a gift card",
        "I could kill for a coffee",
        "no problem",
        "My screen has a dead pixel",
        "shoot me an email",
        "this bug is killing performance",
        "The battery dies after an hour",
        "I cut my finger on the box, nothing bad",
        "the deadline is tomorrow",
        "Is the charger included?",
        "please hang up and try again",
        "the app keeps crashing, I tried two cables",
        "I need the human resources form",
        "The court shoes are too small",
        "I paid twice, once by card",
        "the bomb-shaped candle arrived broken",
        "call the courier please",
        "I would like to change the delivery address",
    ],
    "de": [
        "Ich bin ein echter Mensch, kein Roboter.",
        "Wie beende ich den Prozess?",
        "Ich habe ein schwarzes Kabel bestellt",
        "kein Problem",
        "Der Akku stirbt nach einer Stunde",
        "Mein Bildschirm hat einen toten Pixel",
        "Der Mitarbeiter war sehr freundlich",
        "Die Bombe im Spiel explodiert nicht",
        "Ich hätte gern eine Rechnung",
        "Die Lieferung kam zum Glück schon gestern",
        "Das Gericht schmeckt gut",
        "Ich melde mich morgen",
        "bitte das Paket vor die Tür legen",
    ],
    "es": [
        "Soy una persona real, no un robot.",
        "Me tomo las pastillas nuevas con la cena.",
        "Ya me tomé una pastilla para el dolor de cabeza.",
        "¿Cómo mato el proceso en Linux?",
        "Pedí un cable negro",
        "no hay problema",
        "La batería se muere en una hora",
        "Es una tarjeta regalo",
        "La bomba de agua no funciona",
        "Quiero vivir en Madrid, ¿envían allí?",
        "Necesito una factura",
        "la primera vez que compro aquí",
        "El cuchillo llegó roto",
        "Muchas gracias por su ayuda",
        "El vestido es de corte recto",
    ],
    "fr": [
        "Je suis une vraie personne, pas un robot.",
        "Comment tuer le processus ?",
        "J'ai commandé un câble noir",
        "pas de problème",
        "La batterie meurt après une heure",
        "C'est une carte cadeau",
        "la facture me tue",
        "J'ai besoin d'une facture",
        "Le couteau est arrivé cassé",
        "c'est la première fois que je commande",
        "Je connais votre boutique",
        "Le conseiller était très aimable",
        "le sac est trop petit",
    ],
    "pt": [
        "Sou uma pessoa de verdade, não um robô.",
        "Como mato o processo no Linux?",
        "Pedi um cabo preto",
        "sem problema",
        "A bateria morre em uma hora",
        "É um cartão-presente",
        "A bomba de água parou",
        "Quero viver em Lisboa, entregam lá?",
        "Preciso da nota fiscal",
        "é a primeira vez que compro",
        "A faca chegou quebrada",
        "O pedido chega amanhã",
        "A manta serve para burros e cavalos",
    ],
}


@pytest.mark.parametrize(("rule", "language", "text"), CAUGHT)
def test_rule_catches(raised: Raised, rule: str, language: str, text: str) -> None:
    """A plain wording raises its rule."""
    assert rule in raised(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, texts in HARMLESS.items() for text in texts]
)
def test_harmless_line_raises_nothing(raised: Raised, language: str, text: str) -> None:
    """An everyday line raises no rule at all."""
    assert raised(text, language) == {}


@pytest.mark.parametrize(
    ("rule", "text", "severity"),
    [
        ("self-harm", "I want to kill myself", Severity.CRITICAL),
        ("violence", "I will kill you", Severity.CRITICAL),
        ("legal-threat", "I will sue you", Severity.CRITICAL),
        ("offensive", "you idiot", Severity.MAJOR),
        ("wants-a-human", "talk to a human", Severity.MAJOR),
    ],
)
def test_severity(raised: Raised, rule: str, text: str, severity: Severity) -> None:
    """Each rule has the severity that the policies count on."""
    assert raised(text, "en")[rule].severity is severity


def test_span_is_the_phrase_in_code_points_of_the_source(raised: Raised) -> None:
    """Emoji, accents as combining marks and hidden characters before it shift nothing."""
    text = "😀 e\u0301te\u0301, now k\u200bill myself, ok"
    span = raised(text, "en")["self-harm"].span
    assert span is not None
    assert text[span.start : span.end] == "k\u200bill myself"


def test_translation_is_read_where_the_source_language_has_no_list(raised: Raised) -> None:
    """A threat in Polish is seen in its English translation."""
    flags = raised("Chcę umrzeć", "pl", "I want to die", "en")
    assert "self-harm" in flags


def test_confirmed_translation_does_not_silence_content(raised: Raised) -> None:
    """A person wrote the translation; what the customer says still counts."""
    flags = raised("I want to die", "en", "Quiero morir", "es", from_memory=True)
    assert "self-harm" in flags
