"""What is praise, and what only has its words."""

import pytest

from parley.domain.attempts import is_content

CONTENT = [
    "I called you three times today and every time you were so helpful!",
    "For the third time, thank you all!",
    "I've used your shop three times and always been happy.",
    "I have ordered with you three times and always been happy.",
    "I've called twice this week and got great advice both times. Thank you!",
    "I asked three times and it finally works, thanks",
    "Everyone I spoke to was very friendly.",
    "I was very well looked after each of the three times I called",
    "Danke, ich habe schon dreimal bei Ihnen angerufen und immer Hilfe bekommen.",
    "Ich habe dreimal angerufen, Sie waren immer sehr freundlich!",
    "Schon zweimal bei euch angerufen und jedes Mal sehr nett beraten worden.",
    "Nach drei Mails hat es endlich geklappt, danke!",
    "Zum zweiten Mal: herzlichen Dank!",
    "Ich habe zweimal geschrieben und bin rundum zufrieden",
    "Ya he comprado tres veces con ustedes y siempre contento.",
    "He llamado tres veces y siempre han sido muy amables.",
    "Les he escrito dos veces y me atendieron muy bien, gracias.",
    "Por segunda vez, mil gracias.",
    "Después de tres llamadas ya está solucionado, gracias.",
    "Je vous ai appelé trois fois et vous avez toujours été très aimables.",
    "J'ai appelé deux fois, j'ai été très bien renseignée.",
    "Après trois mails c'est enfin réglé, merci !",
    "Pour la deuxième fois, un grand merci.",
    "Liguei três vezes e vocês foram sempre muito atenciosos.",
    "Já comprei três vezes e estou sempre satisfeita",
    "Depois de três mensagens agora está resolvido, obrigada!",
    "Pela segunda vez, muito obrigada.",
    "I rang you four times and each time I got excellent advice.",
    "I've contacted you several times and you always sorted it out brilliantly.",
    "It took me three emails but now everything is sorted, cheers!",
    "Hab euch schon zweimal geschrieben und ihr wart immer mega nett",
    "Ich habe mehrmals angerufen und fühlte mich jedes Mal gut aufgehoben.",
    "Los llamé tres veces y todos fueron encantadores.",
    "Escribí varias veces y siempre me respondieron rápido y bien, ¡gracias!",
    "Je vous ai contactés trois fois, toujours au top !",
    "Liguei duas vezes e os atendentes foram ótimos!",
    "I wrote to you twice: once about the lamp and once about the chair.",
    "Ich habe zweimal angerufen, einmal wegen der Lampe und einmal wegen des Stuhls.",
    "Les he escrito dos veces: una por la lámpara y otra por la silla.",
    "Je vous ai écrit deux fois : une pour la lampe, une pour la chaise.",
    "Escrevi duas vezes: uma sobre a luminária e outra sobre a cadeira.",
]
# Thanks that end a complaint, praise with a reserve, and praise that somebody waits to give.
NOT_CONTENT = [
    "Thanks, but this is the third time I ask",
    "This is the third time I am writing. Thank you.",
    "I am asking for the third time, thanks",
    "For the third time, thank you in advance for answering",
    "For the third time, thank you for nothing",
    "I've asked three times if it works with my phone",
    "I called three times and you were not helpful at all",
    "You were kind enough to promise a callback three times",
    "I called three times. Everyone was friendly. My money is gone.",
    "I would be very happy to get an answer, I wrote twice",
    "I am happy to explain it a fourth time",
    "You were always so helpful, so why do I have to call three times",
    "I've called three times, everyone is very nice, please send the part",
    "Great service, three calls",
    "Everyone is so friendly and still no parcel",
    "Ich habe dreimal geschrieben, wären Sie so freundlich zu antworten",
    "Zum dritten Mal, danke im Voraus für eine Antwort",
    "Zum dritten Mal: danke für nichts",
    "Ich habe dreimal angerufen und war sehr freundlich, aber Sie legen auf",
    "Dreimal angerufen, alle nett, bitte schicken Sie das Teil",
    "Ich bin nicht zufrieden, dreimal habe ich angerufen",
    "Ich wurde dreimal angerufen. Jetzt geht es nicht mehr.",
    "Por tercera vez, gracias de antemano",
    "He llamado tres veces y ustedes son muy amables pero nada",
    "¿Sería tan amable de contestar? He escrito tres veces",
    "Son muy amables. El paquete está perdido.",
    "No estoy contento, he llamado tres veces",
    "He llamado tres veces, estoy muy agradecido si me contestan",
    "Pour la troisième fois, merci de me répondre",
    "J'ai appelé trois fois, vous êtes très gentils mais rien ne bouge",
    "Je serais très content d'avoir une réponse, j'ai écrit trois fois",
    "Je ne suis pas satisfaite, j'ai appelé trois fois",
    "J'ai bien reçu vos trois mails",
    "Pela terceira vez, obrigado desde já pela resposta",
    "Liguei três vezes, são muito educados e ninguém resolve",
    "Não estou satisfeita, liguei três vezes",
    "Ficaria muito feliz com uma resposta, escrevi três vezes",
    "Por favor, liguei três vezes e foram muito gentis",
    "I called four times and they were polite, yet here I am.",
    "Your team is great, I just wish I needn't call three times.",
    "I asked three times, and everything is sorted for the others, not for me.",
    "Dreimal angerufen, immer nett, geholfen hat es nicht.",
    "Siempre amables, pero llevo tres llamadas.",
    "Toujours aimables, mais c'est mon quatrième appel.",
    "Sempre educados, porém já liguei quatro vezes.",
    "I wrote twice: once about the lamp and once about the chair. Nobody answered.",
    "Ich habe zweimal geschrieben, einmal wegen der Lampe und noch einmal wegen der Lampe.",
    "Je vous ai écrit deux fois : une pour la lampe, une pour la chaise, sans réponse.",
    "Les he escrito dos veces, una por teléfono.",
    "Escrevi duas vezes: uma sobre a luminária e outra sobre a cadeira, e nada.",
]


@pytest.mark.parametrize("text", CONTENT)
def test_who_was_helped_well_is_content(text: str) -> None:
    """However often they called, in any of the five languages."""
    assert is_content(text)


@pytest.mark.parametrize("text", NOT_CONTENT)
def test_who_wants_something_is_not(text: str) -> None:
    """However politely."""
    assert not is_content(text)
