"""Whether a translation is its source over again: what may stand unchanged, and what may not.

Both the search and the rules ask this, of the same words: what the one tries to avoid is what the
other holds. Names, brands, addresses and words that the languages share are no copy.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from parley.domain.language import primary

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Distinct words that a copy has at least: a single one may be a name, a loan or a cognate.
_PLAIN_WORDS = 2
# Of languages that share whole clauses.
_PLAIN_WORDS_OF_KIN = 8
_KIN = (
    frozenset({"es", "pt", "gl", "ca"}),
    frozenset({"da", "nb", "nn", "no", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"hr", "sr", "bs"}),
    frozenset({"ru", "uk", "be"}),
    frozenset({"id", "ms"}),
)
# Languages that write every noun with a capital, so that one says nothing of names.
_CAPITAL_NOUNS = frozenset({"de", "lb"})

# The words that a chat is made of. Capital or not they are no names, and a text of those that the
# target language has was in that language before.
_COMMON: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "a about after again all also am an and any are as at back be because been before"
            " bye can can't card cool could day did do does don't done even evening every fine for"
            " from get gift give go good goodbye got great had has have he hello help here hey hi"
            " how i i'm if in is it it's just know later let like little long look lost make many"
            " me month more morning much must my need never next nice night not nothing now of"
            " off old on one only or order other our out over please really right same see she"
            " should so some something soon sorry still sure take thank thanks that that's the"
            " their them then there they thing this time to today tomorrow too try two under until"
            " up us very wait want was way we week welcome well were what what's when where which"
            " who why will with without work would wrong yeah year yes yesterday yet you your",
            "de": "aber alle alles als also am an auch auf aus bald bei beim bereits besser bin bis"
            " bitte da danke dann das dass dein deine dem den denn der des die dies diese dir doch"
            " dort du ein eine einem einen einer er erst es etwas euch für ganz gar geht gerne"
            " gerade gern gestern ging gut gute guten guter habe haben hallo hat heute hier ich ihm"
            " ihn ihnen ihr ihre im immer in ist ja jetzt kann kein keine können lange liebe lieber"
            " mal man mehr mein meine mich mir mit morgen muss nach nein nicht nichts noch nochmal"
            " nun nur ob oder ohne schade schnell schon schön schöne schönen sehr sein seit sich"
            " sie sind so super tschüss über um und uns unser viel viele vielen vielleicht vom von"
            " vor wann war warum was wegen weiter wenig wenn wer wie wieder will wir wird wo zu zum"
            " zur zurück",
            "es": "a adiós ahí ahora al algo alguien antes aquí así aún aunque ayer bien buen buena"
            " buenas bueno buenos cada claro como cómo con cuál cuándo cuánto de del desde después"
            " día días donde dónde dos el él ella en entonces era es esa ese eso esta está están"
            " este esto estoy favor fue gracias ha hace hasta hay he hola hoy igual la las le les"
            " lo los luego mañana más me mejor mi mis mismo momento mucha muchas mucho muchos muy"
            " nada ni noches nos nuestra nuestro nunca o otra otro para pero poco por porque puede"
            " puedo pues que qué quién quiero saludos se sea ser sí si siempre sin sobre son su sus"
            " también tarde tardes te tengo tiene todavía todo todos tu tú un una uno usted vale ya"
            " yo",
            "fr": "à ai alors après au aucun aujourd'hui aussi autre aux avant avec avez avoir"
            " avons beaucoup bien bientôt bon bonjour bonne bonsoir ça ce cela ces c'est cet"
            " cette chez comme comment dans de demain depuis des donc du elle elles en"
            " encore est et été être eu fait faut hier ici il ils j'ai jamais je journée"
            " jour jours la là le les leur lui ma mais matin me même merci mes mieux moi"
            " moins mon ne ni non nos notre nous on ou où oui par parce pas peu peut peux"
            " plus pour pourquoi près puis qu'est-ce qu'il quand que quel quelle quelque qui"
            " quoi rien sa sans se ses si soir sommes son sont sous sur ta tard te temps toi"
            " ton toujours tous tout toute toutes très trop tu un une vers veux voici voilà"
            " votre vos voudrais vous vrai y",
            "pt": "a à agora ainda algo alguém ali amanhã antes ao aos aqui as às assim até bem boa"
            " boas bom cada certo com como da das de depois dia dias do dos e é ela ele em então"
            " era essa esse esta está estão este estou eu favor foi há hoje isso isto já la lá logo"
            " mais mas me mesmo meu minha muita muitas muito muitos na nada não nas nem no noite"
            " nos nós nossa nosso nunca o obrigada obrigado oi olá onde ontem os ou outra outro"
            " para pela pelo pode por porque posso pouco pra qual quando quanto que quem quero sem"
            " sempre ser seu sim sob sobre são sua também tarde tchau te tem tenho ter tudo um uma"
            " vai você vocês vou",
        }.items()
    }
)
# Spelt alike in two of the languages or more, borrowed everywhere, or a particle of names.
_SHARED = frozenset(
    word
    for words in (
        # Names and addresses.
        "al av ave avenida d da das de del della den der di do dos du e el la las le les los"
        " st van von y",
        # Sounds and answers.
        "ah aha eh ha haha hahaha hi hm hmm ja jaja lol mm no o oh oi ok okay oops uh um wow",
        # Numbers and measures.
        "cent cents cl cm dollar dollars eur euro euros ft gb gramm kg kilo km lb m mb mg min"
        " minute minutes ml oz tb usd zero",
        # Computers and trade.
        "account admin alias android api app apps audio avatar backup badge bar barcode base"
        " basic beta blog bluetooth bonus bot browser bug business cache cash catalog center"
        " chat check chip client clip cloud club code codes comment computer cookie cookies"
        " copy copyright cursor dashboard data deal design desktop dialog digital direct disk"
        " display domain download drive dvd e-mail edition editor email emails export extra"
        " faq fax feed feedback file filter final firmware flash font format forum gadget"
        " gaming global gold gps hardware hdmi host hotline html http https icon id import"
        " info inline input instagram interface internet ipad iphone journal kit label laptop"
        " layout led level limit link links live local log login logo mail mailing manager"
        " marketing max maximum media mega menu message mini minimum mobile model modem"
        " monitor mp3 net newsletter normal note object offline online option options original"
        " outlet output page panel partner paypal pdf photo pin pixel plan platinum player"
        " plus pool pop portal position premium pro problem profil profile promo proxy qr"
        " reset roaming route router scanner scooter script selfie server service set shop"
        " shopping signal silver sim small smartphone sms social software spam speaker"
        " standard start status stick stock stop stream streaming studio style super support"
        " system tab tablet team tech test text ticket tickets title token tool top total"
        " touch transfer trend tv update updates upgrade url usb version video videos vip"
        " virus voucher vpn web webcam website wi-fi wifi wlan workshop xl zip zone zoom",
        # Places, food, leisure.
        "art bacon bagel balance ball ballet banana bank barbecue baseball basketball bistro"
        " bowling box brunch buffet burger burrito bus cabaret caffè café camping cappuccino"
        " caramel casino champagne chef chocolate cinema cocktail coffee cola colada comedy"
        " concert cousin curry dessert disco drama espresso fan festival film fitness football"
        " garage golf gourmet grande grill hamburger hip hobby hockey hospital hostel hot"
        " hotel hotels jazz jeans jogging judo karaoke karate ketchup kiosk kiwi latte lounge"
        " macchiato mall mango marathon massage mezzo mocha motel motor muffin museum"
        " napoletana nylon opera orange park parking party pasta patio pesto piano pick-up"
        " pizza pizzeria piña poker police pony post pub punk quiz radio rap restaurant"
        " restaurants risotto robot rock roses rugby salami salsa sandwich sauna sci-fi score"
        " shampoo ski smoothie sofa solo soul spa spaghetti sport sports star steak surfing"
        " sushi taco tacos taxi tempo tennis terminal theater tiramisu toast tofu tour train"
        " tunnel vegan veggie venti villa visa vitamin volleyball wellness whisky wind winter"
        " wok yoga zoo",
        # Latin and Greek words with one spelling.
        "action admission adresse animal article attention baby capital central chance class"
        " collection color communication condition confirmation contact culture danger date"
        " description destination detail details diagnose director distribution doctor"
        " document documents double element error etc exception experience familiar formula"
        " general hybrid idea ideal idiot illegal image important impossible in individual"
        " information innovation installation instruction instructions intelligent invitation"
        " legal liberal material matrix mental metal million mission moment multiple name"
        " natural negative notification opinion particular patient person personal plural"
        " popular population positive possible principal professor program project public"
        " question questions radical real region religion respect result secret sensor session"
        " similar simple situation solution source special station statue student suggestion"
        " surprise symbol table talent terrible tradition transaction type unique urgent via"
        " visible vision visual",
    )
    for word in words.split()
)  # fmt: skip


def is_copy(source: str, translation: str, source_language: str, target_language: str) -> bool:
    """Whether a translation has the very words of its source where it should have others.

    Case, punctuation and everything that is no word count for nothing. At least two different
    words must be left that are, as far as can be told, no names, and not of both languages.
    A name-like word is one with a capital beside words without, in the source or, unless it is
    common, in the translation; German nouns are none.

    Args:
        source: the text without what is to stay as it is, or with placeholders for it.
        source_language, target_language: BCP-47 tags, of two languages.
    """
    words, written = _WORD.findall(source), _WORD.findall(translation)
    if list(map(str.casefold, words)) != list(map(str.casefold, written)):
        return False
    languages = primary(source_language), primary(target_language)
    known = _COMMON.get(languages[0], frozenset())
    words = [
        word
        for place, (word, other) in enumerate(zip(words, written, strict=True))
        if place == 0 or word in known or not _is_raised(word, other)
    ]
    needed = _PLAIN_WORDS
    if any(kin.issuperset(languages) for kin in _KIN):
        needed = _PLAIN_WORDS_OF_KIN
    return len(plain_words(words, *languages)) >= needed


def plain_words(words: Iterable[str], source: str, target: str) -> set[str]:
    """Which of a text's words, in lower case, a translation between two primary tags must change.

    Without a word that surely is no name all are taken for names.
    """
    known, wanted = _COMMON.get(source, frozenset()), _COMMON.get(target, frozenset())
    changing = [
        (place, word)
        for place, word in enumerate(words)
        if _is_word(word) and (low := word.casefold()) not in _SHARED and low not in wanted
    ]
    any_case = source in _CAPITAL_NOUNS or all(word.isupper() for _, word in changing)
    sure = {
        word.casefold()
        for place, word in changing
        if word == word.lower() or (word.casefold() in known and (any_case or place == 0))
    }
    if not sure:
        return sure
    return sure | {
        word.casefold()
        for place, word in changing
        if any_case or (place == 0 and word == word.capitalize())
    }


def _is_raised(word: str, written: str) -> bool:
    """Whether the translation gave a capital to a word without: it was read as a name."""
    return word == word.lower() and written != word and written == word.capitalize()


def _is_word(word: str) -> bool:
    return len(word) > 1 and not any(map(str.isdigit, word))
