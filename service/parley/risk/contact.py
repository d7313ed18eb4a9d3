"""Phone numbers, e-mail addresses and numbers of identity papers. Reasons never repeat them."""

import re
from collections.abc import Iterator
from itertools import chain

from parley.domain.message import AuthorRole, Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.numbers import has_digits
from parley.risk.personal import iban_shapes
from parley.risk.ranges import Ranges
from parley.risk.rule import Rule, in_source

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?!\w)")
# E.164: a plus sign and 8 to 15 digits; without one, a number is a phone's if the text says so.
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ ./()-]{0,2}\d){7,14}(?!\w)")
_SAID = re.compile(
    r"(?<!\w)(?:phone|tel|telephone|mobile|cell|call me (?:at|on|under)|reach me (?:at|on)|whatsapp"
    r"|telefon(?:nummer)?|handy(?:nummer)?|mobil(?:nummer)?|rückruf|erreichbar unter"
    r"|teléfono|telefono|móvil|movil|celular|ll[aá]m[ae]me al"
    r"|téléphone|portable|numéro de tél[ée]phone|appelez-moi au|joignable au"
    r"|telefone|celular|telemóvel|me lig(?:a|ue) n[oa]|my number(?: is|['’]s)"
    r"|call me back (?:at|on)|meine nummer (?:ist|lautet)|(?:rufen sie|ruf|erreichen sie) mich"
    r" (?:bitte )?(?:unter|auf)|mi n[uú]mero es|ll[aá]men?me al|mon num[eé]ro(?: est|,? c['’]est)"
    r"|(?:r?appelez|joignez)-moi au|meu n[uú]mero [eé]|ligu?em? (?:para mim )?(?:para o|no))"
    r"(?!\w)[^\d\n]{0,24}?"
    r"(?P<number>(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))\(?\d(?:[ ./()-]{0,2}\d){6,13})(?!\w)",
    re.IGNORECASE,
)
# A wish to be called, and hardly a word before the number.
_CALL = re.compile(
    r"(?<!\w)(?:(?:call|ring|phone|text) (?:me|us)|(?:rufen sie|ruft?) (?:mich|uns)"
    r"|(?:ll[aá]m(?:ar|[ae]n?)|marc(?:ar|[ae]n?))(?:me|nos)?|(?:r?appel(?:ez|er|le)|join(?:dre|s|gnez))"
    r"(?:-(?:moi|nous))?|(?:me |nos )?lig(?:a|ar|uem?))"
    r"(?!\w)[^\d\n]{0,12}?(?P<number>\(?\d(?:[ ./()-]{0,2}\d){6,13})(?!\w)",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"(?<!\w)(?:passport|identity card|id card|driver'?s licen[cs]e|social security|ssn"
    r"|reisepass\w*|passnummer|pass-nr\.?|personalausweis\w*|ausweisnummer|führerschein\w*"
    r"|pasaporte|dni|curp|carn[eé] de identidad"
    r"|passeport|carte d['’]identité|permis de conduire"
    r"|passaporte|rg|cpf|cnh|cartão de cidadão)(?!\w)[^\d\n]{0,28}?"
    r"(?P<number>(?<!\w)(?=(?:[A-Z.-]*\d){5})[A-Z\d][A-Z\d. -]{4,16}[A-Z\d](?!\w))",
    re.IGNORECASE,
)
# Numbers of the state's registers stand among amounts and dates, so that each has its own shape:
# "nie" is also German for "never", and an insurance pays out sums of five digits.
_REGISTERED = re.compile(
    r"(?<!\w)(?:"
    r"(?:sécu(?:rité sociale)?|nir|carte vitale)(?!\w)[^\d\n]{0,28}?"
    r"(?P<french>[12][ .-]?\d\d[ .-]?(?:0[1-9]|1[0-2]|[235-9]\d|4[0-2])[ .-]?(?:\d\d|2[AB])"
    r"(?:[ .-]?\d{3}){2}(?:[ .-]?\d\d)?)"
    r"|(?:sozial|renten)versicherungsn(?:umme)?r\.?(?!\w)[^\d\n]{0,28}?"
    r"(?P<german>\d\d ?\d{6} ?[A-Z] ?\d{3})"
    r"|steuer-?id(?:entifikations?n(?:umme)?r\.?|-?n(?:umme)?r\.?)?(?!\w)[^\d\n]{0,28}?"
    r"(?P<tax>\d\d(?: ?\d{3}){3})"
    r"|(?:national insurance|ni) (?:number|no\.?)(?!\w)[^\d\n]{0,28}?"
    r"(?<!\w)(?P<british>[A-Z]{2}(?: ?\d\d){3} ?[A-D])"
    r"|(?:n[uú]mero|nº|n\.º)(?: de)?(?: la)? seguridad social(?!\w)[^\d\n]{0,28}?"
    r"(?P<spanish>\d\d[ /-]?\d{8}[ /-]?\d\d)"
    r"|nie(?!\w)[^\d\n]{0,28}?(?<!\w)(?P<foreigner>[XYZ][ -]?\d{7}[ -]?[A-Z])"
    r"|nif(?!\w)[^\d\n]{0,28}?(?<!\w)(?P<taxpayer>\d{8}[ -]?[A-Z]|[123]\d\d(?: ?\d{3}){2})"
    r"|(?:n[uú]mero da segurança social|niss|pis|pasep)(?!\w)[^\d\n]{0,28}?"
    r"(?P<portuguese>\d{3}\.?\d{5}\.?\d\d-?\d)"
    r")(?!\w)",
    re.IGNORECASE,
)


class ContactData(Rule):
    """Silent on an agent's messages but for papers: how to reach the business is no secret."""

    id = "contact-data"
    category = "business/personal-data"
    severity = Severity.MINOR
    description = "A phone number, an e-mail address, or the number of an identity paper."

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        text = exchange.source
        digits = has_digits(text)
        if exchange.author_role is not AuthorRole.AGENT:
            if "@" in text:
                for match in _EMAIL.finditer(text):
                    yield self.flag("an e-mail address", in_source(*match.span()))
            yield from self._phones(text) if digits else ()
        if not digits:
            return
        reason = "looks like the number of an identity paper"
        for match in _PAPER.finditer(text):
            yield self.flag(reason, in_source(*match.span("number")), Severity.MAJOR)
        for match in _REGISTERED.finditer(text):
            where = in_source(*match.span(match.lastgroup or 0))
            yield self.flag(reason, where, Severity.MAJOR)

    def _phones(self, text: str) -> Iterator[Flag]:
        # "0044" within an account's number is no country code.
        taken = Ranges(iban_shapes(text))
        found: list[tuple[int, int]] = []
        for start, end in chain(
            (match.span() for match in _INTERNATIONAL.finditer(text)),
            (match.span("number") for said in (_SAID, _CALL) for match in said.finditer(text)),
        ):
            if not taken.meet(start, end):
                taken.add(start, end)
                found.append((start, end))
        for start, end in sorted(found):
            yield self.flag("looks like a phone number", in_source(start, end))
