"""Idioms as people write them to a contact centre, and their words in plain use."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag

Raised = Callable[..., dict[str, Flag]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I've been passed from pillar to post all week"),
        ("en", "You left me out in the cold"),
        ("en", "That fell through the cracks"),
        ("en", "I wasn't born yesterday"),
        ("en", "This is daylight robbery"),
        ("en", "Something fishy is going on here"),
        ("en", "It slipped my mind"),
        ("en", "We're back to the drawing board"),
        ("en", "We need to hit the road before noon"),
        ("en", "Please keep an eye on my refund"),
        ("en", "This app is a real pain in the neck"),
        ("en", "Does that name ring a bell?"),
        ("en", "Sorry, I jumped the gun and cancelled"),
        ("en", "As a rule of thumb, how long does it take?"),
        ("en", "It was a piece of cake"),
        ("en", "Are we on the same page?"),
        ("es", "Ustedes tienen la sartén por el mango"),
        ("es", "Fui por lana y salí trasquilado"),
        ("es", "Me están tomando por tonto"),
        ("es", "Esto ya pasa de castaño oscuro"),
        ("es", "Aquí hay gato encerrado"),
        ("es", "Me dejaron con el culo al aire"),
        ("es", "Es como hablar con una pared"),
        ("es", "Me sacan de quicio"),
        ("es", "Se fue todo al traste"),
        ("es", "Vamos al grano"),
        ("fr", "Gardez un œil sur mon dossier"),
        ("fr", "On me met des bâtons dans les roues"),
        ("fr", "Votre explication ne tient pas la route"),
        ("fr", "Vous vous payez ma tête"),
        ("fr", "On tourne en rond"),
        ("fr", "Il y a anguille sous roche"),
        ("fr", "J'en ai ras-le-bol"),
        ("fr", "Vous me menez en bateau"),
        ("fr", "C'est à dormir debout"),
        ("fr", "Mon dossier est passé à la trappe"),
        ("fr", "C'est la croix et la bannière"),
        ("de", "Jetzt haben wir den Salat"),
        ("de", "Haben Sie den Schuss nicht gehört?"),
        ("de", "Das ist ja wohl die Höhe!"),
        ("de", "Das geht mir auf den Keks"),
        ("de", "Sie haben mich übers Ohr gehauen"),
        ("de", "Ich habe die Nase voll"),
        ("de", "Das ist in die Hose gegangen"),
        ("de", "Man hat mich im Regen stehen lassen"),
        ("de", "Da wurde mit der heißen Nadel gestrickt"),
        ("de", "Das ging mir durch die Lappen"),
        ("de", "Ich rede gegen eine Wand, wie mit der Wand geredet"),
        ("pt", "Vocês estão com a faca e o queijo na mão"),
        ("pt", "O barato sai caro"),
        ("pt", "Me passaram a perna"),
        ("pt", "Fiquei a ver navios"),
        ("pt", "Vocês estão me enrolando"),
        ("pt", "Isso é conversa pra boi dormir"),
        ("pt", "Estou de saco cheio"),
        ("pt", "É um jogo de empurra"),
        ("pt", "Acabou em pizza"),
        ("pt", "Fizeram nas coxas"),
    ],
)
def test_idiom_in_use_is_found(raised: Raised, language: str, text: str) -> None:
    """Inflected, as it comes in a chat."""
    assert "idiom" in raised(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please kill the process and restart"),
        ("en", "There was a black cable in the box"),
        ("en", "Cold water comes out of the tap"),
        ("en", "The key is on the table"),
        ("en", "The light on the router is red"),
        ("en", "A dark spot on the display"),
        ("en", "I blew a fuse when I plugged it in"),
        ("en", "The parcel was left on the fence"),
        ("en", "I ordered a piece of cake for the party"),
        ("en", "She got a free piece of cake with her coffee"),
        ("en", "The code and the price are on the same page of the catalogue"),
        ("en", "I washed the shirt in hot water"),
        ("es", "La sartén llegó sin mango"),
        ("es", "Me falta un tornillo en el paquete"),
        ("es", "Necesito un cable más largo"),
        ("es", "¿Cómo pongo las pilas al mando?"),
        ("es", "La pantalla se quedó en blanco"),
        ("es", "Quiero una camisa a cuadros"),
        ("es", "Hay que traducirlo a chino"),
        ("es", "El paquete está tirado en la calle"),
        ("es", "La puerta cerrada no se abre"),
        ("fr", "J'ai acheté un jeu d'enfant pour Noël"),
        ("fr", "La voiture tient la route"),
        ("fr", "Les meubles sont arrivés"),
        ("fr", "La batterie est à plat"),
        ("fr", "Il manque des clous"),
        ("fr", "Une valise sur des roulettes"),
        ("fr", "J'ai commandé des salades"),
        ("fr", "Une culotte taille 40"),
        ("fr", "Le piston est cassé"),
        ("fr", "L'image n'est pas nette"),
        ("de", "Das ist die Wurst mit Senf"),
        ("de", "Was ist die Höhe des Pakets?"),
        ("de", "Den Salat habe ich nicht bestellt"),
        ("de", "Mein Handy ist ins Wasser gefallen"),
        ("de", "Der Zug ist abgefahren"),
        ("de", "Die linke Hand tut weh"),
        ("de", "Das Licht auf dem Gerät blinkt"),
        ("de", "Der Haken an der Tür fehlt"),
        ("de", "Die Dichtung ist nicht mehr dicht"),
        ("de", "Bitte über Nacht laden"),
        ("de", "Eine Schraube ist locker"),
        ("pt", "Comprei uma faca e um queijo"),
        ("pt", "Comprei roupa de cama bege"),
        ("pt", "A água sai pelo cano"),
        ("pt", "O frete saiu de graça"),
        ("pt", "Falta um parafuso"),
        ("pt", "O arroz não está no pacote"),
        ("pt", "O celular ficou na gaveta"),
        ("pt", "Tem fumaça saindo do aparelho"),
        ("pt", "Uma colher de chá de sal"),
    ],
)
def test_plain_use_of_the_words_raises_nothing(raised: Raised, language: str, text: str) -> None:
    """Things that customers have, and that happen to them."""
    assert "idiom" not in raised(text, language)


@pytest.mark.parametrize(
    ("language", "text", "target", "reading"),
    [
        ("en", "They only want to save face", "de", "avoid being embarrassed"),
        ("en", "It turned out to be a white elephant", "de", "something costly that is of no use"),
        ("en", "I want the whole nine yards", "de", "everything there is"),
        ("en", "It is time to turn over a new leaf", "de", "change one's behaviour for the better"),
        ("de", "Schwamm drüber", "en", "vergessen wir es"),
        ("de", "Da liegt der Hase im Pfeffer", "en", "eigentliche Grund"),
        ("es", "Qué caradura", "en", "descarado"),
        ("fr", "Le bât blesse ailleurs", "en", "ce qui pose problème"),
        ("pt", "É uma pedra no sapato", "en", "incômodo que não passa"),
    ],
)
def test_reviewer_reads_what_the_idiom_says(
    raised: Raised, language: str, text: str, target: str, reading: str
) -> None:
    """Not what it is loosely about, or its opposite."""
    assert reading in raised(text, language, "…", target)["idiom"].reason
