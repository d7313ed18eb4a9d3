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
        ("es", "Me están tomando por tonto"),
        ("es", "Esto ya pasa de castaño oscuro"),
        ("es", "Aquí hay gato encerrado"),
        ("es", "Me dejaron con el culo al aire"),
        ("es", "Es como hablar con una pared"),
        ("es", "Me sacan de quicio"),
        ("es", "Se fue todo al traste"),
        ("es", "Vamos al grano"),
        ("fr", "Vous vous payez ma tête"),
        ("fr", "On tourne en rond"),
        ("fr", "Il y a anguille sous roche"),
        ("fr", "J'en ai ras-le-bol"),
        ("fr", "Vous me menez en bateau"),
        ("fr", "C'est à dormir debout"),
        ("fr", "Mon dossier est passé à la trappe"),
        ("fr", "C'est la croix et la bannière"),
        ("de", "Das geht mir auf den Keks"),
        ("de", "Sie haben mich übers Ohr gehauen"),
        ("de", "Ich habe die Nase voll"),
        ("de", "Das ist in die Hose gegangen"),
        ("de", "Man hat mich im Regen stehen lassen"),
        ("de", "Da wurde mit der heißen Nadel gestrickt"),
        ("de", "Das ging mir durch die Lappen"),
        ("de", "Ich rede gegen eine Wand, wie mit der Wand geredet"),
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
        ("es", "Me falta un tornillo en el paquete"),
        ("es", "Necesito un cable más largo"),
        ("es", "¿Cómo pongo las pilas al mando?"),
        ("es", "La pantalla se quedó en blanco"),
        ("es", "Quiero una camisa a cuadros"),
        ("es", "Hay que traducirlo a chino"),
        ("es", "El paquete está tirado en la calle"),
        ("es", "La puerta cerrada no se abre"),
        ("fr", "Les meubles sont arrivés"),
        ("fr", "La batterie est à plat"),
        ("fr", "Il manque des clous"),
        ("fr", "Une valise sur des roulettes"),
        ("fr", "J'ai commandé des salades"),
        ("fr", "Une culotte taille 40"),
        ("fr", "Le piston est cassé"),
        ("fr", "L'image n'est pas nette"),
        ("de", "Mein Handy ist ins Wasser gefallen"),
        ("de", "Der Zug ist abgefahren"),
        ("de", "Die linke Hand tut weh"),
        ("de", "Das Licht auf dem Gerät blinkt"),
        ("de", "Der Haken an der Tür fehlt"),
        ("de", "Die Dichtung ist nicht mehr dicht"),
        ("de", "Bitte über Nacht laden"),
        ("de", "Eine Schraube ist locker"),
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
