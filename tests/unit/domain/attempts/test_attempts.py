"""How often a customer has put the problem, over a conversation."""

import pytest

from parley.domain.attempts import attempts_in, is_prose, is_thankful
from parley.domain.message import Detection, Message
from support.build import flag, message, translation

# What each customer wrote, in order; what agents answered gives no reason.
IN_VAIN = [
    ("Where is my order 4411?", "And?", "Hello?", "Still nothing"),
    ("And?", "Hello?", "Still nothing"),
    ("Wo bleibt meine Bestellung?", "Und?", "Hallo??", "Immer noch nichts."),
    ("¿Dónde está mi pedido?", "¿Y?", "¿Hola?", "Sigo esperando"),
    ("Où est mon colis ?", "Alors ?", "Allô ?", "Toujours rien"),
    ("Cadê meu pedido?", "E aí?", "Oi?", "Ainda nada"),
    (
        "Where is my parcel?",
        "My package still hasn't arrived.",
        "I still have not received my order, what is going on?",
    ),
    (
        "My internet is down since this morning.",
        "The internet connection is not working.",
        "I have no internet, please fix it.",
    ),
    ("I want a refund.", "Give me my money back.", "Refund me, please."),
    (
        "I was charged twice for my order",
        "You charged my card twice for one order",
        "The order was charged twice, I want the money back",
    ),
    (
        "Please change the delivery address to 5 Hill Road",
        "The address for the delivery must be changed to 5 Hill Road.",
        "Change my delivery address, it should be 5 Hill Road, I said",
    ),
    (
        "The jacket is too small, I need a bigger size",
        "I need the jacket in a bigger size because this one is too small",
        "As the jacket is small I asked for a bigger size!",
    ),
    (
        "Mein Internet geht nicht.",
        "Das Internet funktioniert immer noch nicht",
        "Ich habe seit Tagen kein Internet!",
    ),
    (
        "Ich möchte meinen Vertrag kündigen.",
        "Bitte kündigen Sie den Vertrag.",
        "Kündigung des Vertrags, bitte bestätigen",
    ),
    (
        "Die Rechnung vom März stimmt nicht, es wurde zu viel berechnet",
        "In der Rechnung vom März haben Sie zu viel berechnet.",
        "Noch einmal: Die Rechnung für März ist falsch, zu viel berechnet!",
    ),
    (
        "No tengo internet desde ayer.",
        "El internet no funciona",
        "Sigo sin internet, necesito una solución",
    ),
    ("Quiero la devolución del dinero", "Que me devuelvan el dinero", "Necesito el reembolso"),
    (
        "Je n'ai pas reçu mon colis.",
        "Mon colis n'est jamais arrivé.",
        "Où est mon colis ? Toujours pas livré !",
    ),
    ("Je voudrais être remboursé.", "Je demande le remboursement.", "Remboursez-moi."),
    ("Meu pedido não chegou.", "Ainda não recebi o pedido.", "Cadê meu pedido? Não chegou nada."),
    (
        "Minha internet não funciona",
        "Estou sem internet desde ontem",
        "A internet caiu de novo, não funciona",
    ),
    ("I have explained this three times",),
    ("This is the second time I'm asking about my bill.", "And?"),
    ("Where is it?", "Where is it?", "Where is it?"),
    ("The app does not open on my phone.", "Did that, it still doesn't open.", "Still not working"),
    ("Die App öffnet sich nicht.", "Hat nicht geholfen.", "Geht immer noch nicht."),
    ("La aplicación no abre.", "No funcionó.", "Sigue sin abrir."),
    ("L'application ne s'ouvre pas.", "Ça n'a rien changé.", "Elle ne s'ouvre toujours pas."),
    ("O aplicativo não abre.", "Não adiantou.", "Continua sem abrir."),
    (
        "My card was declined in your shop app",
        "The card keeps being declined in the app",
        "Again: my card is declined in your app!",
    ),
    (
        "please remove the late fee from my bill",
        "The late fee has to be removed from the bill",
        "remove that late fee from my bill, I paid on time",
    ),
    ("I asked four times already!",),
    ("My heating has been off since Friday", "hello??", "anyone there?"),
    ("I've had to repeat myself three times now",),
    (
        "You still owe me 40 pounds",
        "You owe me 40 pounds, when do I get them?",
        "40 pounds, you owe me 40 pounds",
    ),
    (
        "Bitte ändern Sie meine Adresse auf Lindenweg 4",
        "Meine Adresse muss auf Lindenweg 4 geändert werden",
        "Nochmals: Adresse ändern, Lindenweg 4!",
    ),
    ("Ich hab's jetzt zum dritten Mal gesagt",),
    ("Ich habe schon zigmal angerufen!!",),
    (
        "Necesito cambiar la fecha del vuelo al 12 de mayo",
        "Quiero cambiar el vuelo al 12 de mayo",
        "Cambien la fecha de mi vuelo, 12 de mayo, por favor",
    ),
    ("Ya van tres veces que lo explico",),
    ("se los he dicho mil veces",),
    (
        "Ma facture contient une erreur de 20 euros",
        "Il y a une erreur de 20 euros sur la facture",
        "Je parle de l'erreur de 20 euros sur ma facture !",
    ),
    ("ça fait 3 fois que j'explique la même chose",),
    ("J'ai déjà appelé trois fois !",),
    (
        "Quero trocar o tamanho do tênis para 42",
        "Preciso trocar o tênis pelo tamanho 42",
        "É só trocar o tamanho do tênis, 42!",
    ),
    ("já expliquei isso umas três vezes",),
    ("eu já falei três vezes que o produto veio quebrado",),
]

GETTING_ON = [
    (
        "What would it cost to deliver the red sofa to Berlin?",
        "And what would it cost to deliver the blue sofa to Berlin?",
        "What would it cost to deliver the green sofa to Berlin?",
    ),
    (
        "Where is my parcel?",
        "When will my parcel arrive?",
        "Can you leave my parcel with the neighbour?",
    ),
    (
        "The lamp arrived broken.",
        "Can I send the broken lamp back?",
        "Will I get a new lamp for the broken one?",
    ),
    ("How do I reset my password?", "How do I reset my username?", "How do I reset my PIN?"),
    ("Can I get a refund?", "How long does the refund take?", "Will the refund go to my card?"),
    (
        "I would like a refund for my order please.",
        "Order 5521.",
        "Thanks! When will the refund be on my account?",
        "Perfect. And do I need to send the order back for the refund?",
    ),
    ("I explained to my kids three times",),
    (
        "Hi, how do I pair the tablet?",
        "I explained to my kids three times how it works, they love it.",
        "Is there a manual?",
    ),
    (
        "Can you send me the invoice for March?",
        "Can you send me the invoice for April?",
        "Can you send me the invoice for May?",
        "Thank you",
    ),
    (
        "Do you have the shirt in size 38?",
        "Do you have the shirt in size 40?",
        "Do you have the shirt in size 42?",
    ),
    ("ok", "ok thanks", "ok", "thank you", "ok"),
    ("Yes please", "Yes please", "Yes please", "No thank you"),
    (
        "I like the sofa.",
        "I haven't decided yet",
        "I'm still not sure about the colour",
        "I'm still not sure which size",
    ),
    (
        "How do I return an item?",
        "Do I have to pay for the return?",
        "How long do I have to return it?",
        "Where do I drop off the return?",
    ),
    (
        "Was kostet die Lieferung nach Köln?",
        "Was kostet die Lieferung nach Bonn?",
        "Was kostet die Lieferung nach Aachen?",
    ),
    ("Wo ist mein Paket?", "Wann kommt mein Paket an?", "Kann das Paket zum Nachbarn?"),
    (
        "Wann läuft mein Vertrag aus?",
        "Kann ich den Vertrag verlängern?",
        "Was kostet der Vertrag dann?",
    ),
    ("Ich habe es meinen Kindern dreimal erklärt", "Danke", "Kann man den Ton leiser stellen?"),
    ("¿Tienen la camisa en azul?", "¿Tienen la camisa en verde?", "¿Tienen la camisa en negro?"),
    (
        "¿Dónde está mi pedido?",
        "¿Cuándo llega mi pedido?",
        "¿Puedo cambiar la dirección del pedido?",
    ),
    (
        "Avez-vous la veste en bleu ?",
        "Avez-vous la veste en vert ?",
        "Avez-vous la veste en noir ?",
    ),
    ("Où est mon colis ?", "Quand arrive mon colis ?", "Peut-on déposer le colis chez le voisin ?"),
    ("Vocês têm a camisa em azul?", "Vocês têm a camisa em verde?", "Vocês têm a camisa em preto?"),
    ("Onde está meu pedido?", "Quando chega meu pedido?", "Posso trocar o endereço do pedido?"),
    (
        "My lamp is not working.",
        "I don't have another bulb for the lamp.",
        "Does the bulb fit every lamp?",
    ),
    (
        "I want to order a red lamp.",
        "I want to order a blue lamp.",
        "I also want to order a table.",
    ),
    (
        "I'd like to book a room for two nights in May.",
        "With a sea view, two nights.",
        "A room with a balcony would be nice, too",
        "Does the room have a balcony?",
    ),
    ("Hello", "Hello? Anyone there?", "My parcel is missing", "4411"),
    (
        "Is the internet included?",
        "How fast is the internet connection?",
        "Can I upgrade the internet connection later?",
    ),
    (
        "Ist Internet dabei?",
        "Wie schnell ist das Internet?",
        "Kann ich das Internet später kündigen?",
    ),
    ("How do I log in?", "Can I log in with Google?", "Can my wife log in too?"),
    (
        "Hi! Do you ship to Norway?",
        "Great. How much is shipping to Norway?",
        "And how long does shipping to Norway take?",
        "Thanks a lot!",
    ),
    ("I told my colleagues about you three times, they all ordered.",),
    (
        "Could you book a table for four at seven?",
        "Could you book a table for four at eight?",
        "Could you book a table for four at nine?",
    ),
    (
        "My laptop won't turn on.",
        "It is plugged in, the light is green.",
        "I held the button for ten seconds and the screen came up!",
    ),
    ("What is my balance?", "What was my balance last month?", "What was my balance in March?"),
    ("We read the bedtime story three times, is there a sequel?",),
    ("Can I pay by card?", "Can I pay by PayPal?", "Can I pay by invoice?"),
    ("My order number is 4411.", "AB1 2CD", "The lamp from order 4411."),
    (
        "Gibt es den Mantel in Rot?",
        "Gibt es den Mantel auch in Größe 40?",
        "Und was kostet der Mantel in Größe 40?",
    ),
    (
        "Wie lade ich mein Guthaben auf?",
        "Wie lange ist das Guthaben gültig?",
        "Kann ich das Guthaben auszahlen lassen?",
    ),
    ("Ich habe meinem Chef dreimal gesagt, dass Ihr Service gut ist.",),
    (
        "¿Cómo devuelvo los zapatos?",
        "¿Tengo que pagar la devolución de los zapatos?",
        "¿Cuánto tarda la devolución?",
    ),
    ("Se lo conté a mi madre tres veces y quiere uno igual",),
    (
        "Comment résilier mon abonnement ?",
        "Quel est le préavis pour résilier ?",
        "Puis-je résilier en ligne ?",
    ),
    ("J'ai dit trois fois à ma fille de charger le téléphone",),
    ("Como cancelo a assinatura?", "Tem multa para cancelar?", "Posso cancelar pelo aplicativo?"),
    ("Já contei três vezes para minha amiga sobre a loja",),
]


def customer(*texts: str) -> list[Message]:
    """A customer's messages, without flags."""
    return [message(text=text) for text in texts]


@pytest.mark.parametrize("texts", IN_VAIN, ids=lambda texts: texts[0][:30])
def test_a_problem_that_is_put_three_times_is_counted(texts: tuple[str, ...]) -> None:
    """In other words, in a word, or by the customer's own count."""
    assert attempts_in(customer(*texts)) >= 3


@pytest.mark.parametrize("texts", GETTING_ON, ids=lambda texts: texts[0][:30])
def test_a_conversation_that_gets_on_is_not(texts: tuple[str, ...]) -> None:
    """At none of its messages, however much alike the questions are."""
    said = customer(*texts)
    assert max(attempts_in(said[:count]) for count in range(1, len(said) + 1)) < 3


@pytest.mark.parametrize(
    ("texts", "attempts"),
    [
        ((), 0),
        (("Where is my parcel?",), 0),
        (("Hello?",), 0),
        (("Where is my parcel?", "And?"), 2),
        (("Where is my parcel?", "???"), 2),
        (("Where is my parcel?", "And", "So"), 0),
        (("this is the second time",), 2),
        (("this is the second time", "Hello?"), 3),
        (("Where is my parcel?", "I have called twice about it."), 2),
        (("Where is my parcel?", "And?", "I have called twice about it."), 3),
        (("And?", "Helloooooo?", "It has come"), 0),
        (("Where is it?", "Thanks, I will wait.", "Still nothing", "And?"), 3),
        (("Where is it?", "And?", "Thank you, it is here.", "And?"), 2),
    ],
)
def test_attempts_add_up(texts: tuple[str, ...], attempts: int) -> None:
    """A count that is stated is taken where it is the higher one; thanks begin anew."""
    assert attempts_in(customer(*texts)) == attempts


def test_a_flag_says_again_whatever_the_words() -> None:
    """The rule knows more ways to say it, and not how often."""
    flagged = message(text="Nobody ever calls back.", flags=(flag(rule="repeated-contact"),))
    assert attempts_in([flagged]) == 2
    assert attempts_in([*customer("Where is my parcel?"), flagged, flagged]) == 3


def test_words_that_are_translated_alike_mean_alike() -> None:
    """Where the customer's own have nothing in common."""
    said = [
        message(
            text=text, translation=translation("Das Sofa hat einen Fleck", target_language="de")
        )
        for text in (
            "A stain on the couch",
            "There is a blotch, on my settee",
            "The sofa is soiled",
        )
    ]
    assert attempts_in(said) == 3
    assert attempts_in([message(text=one.text) for one in said]) == 0


def test_a_language_without_wording_is_read_in_translation() -> None:
    """Of the text itself nothing would be understood."""
    said = message(
        text="L'ho già spiegato tre volte.",
        detection=Detection("it", 0.99),
        translation=translation("I have already explained it three times."),
    )
    assert attempts_in([said]) == 3


@pytest.mark.parametrize(
    ("text", "prose", "thankful"),
    [
        ("WHERE IS MY PARCEL", True, False),
        ("JOHN SMITH, HIGH STREET 12", False, False),
        ("Vielen Dank, das war es.", True, True),
        ("¡Gracias!", True, True),
        ("", False, False),
    ],
)
def test_grammar_and_thanks_are_recognised(text: str, prose: bool, thankful: bool) -> None:
    """In any of the five languages, without knowing which."""
    assert (is_prose(text), is_thankful(text)) == (prose, thankful)
