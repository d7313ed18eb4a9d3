"""The patterns of entities, in the order in which they are tried.

Text comes from strangers, so no pattern may take more than linear time. Three habits keep it so:
a lookbehind lets a pattern start only where a token starts, repetition is possessive or bounded,
and what is repeated never overlaps with what follows it.
"""

from parley.domain.placeholders import PLACEHOLDER

# BBAN lengths (ISO 13616 registry): a country's IBAN is its code, two digits and this many more.
_BBAN_LENGTHS = {
    11: "NO", 12: "BE", 14: "DK|FI|FO|GL|NL", 15: "MK|SI", 16: "AT|BA|EE|KZ|LT|LU|XK",
    17: "CH|HR|LI|LV", 18: "BG|BH|CR|DE|GB|GE|IE|ME|RS|VA", 19: "AE|GI|IL|IQ|TL",
    20: "AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG", 21: "LY|PT|ST", 22: "IS|TR", 23: "FR|GR|IT|MC|MR|SM",
    24: "AL|AZ|BY|CY|DO|GT|HU|LB|PL|SV", 25: "BR|EG|PS|QA|UA", 26: "JO|KW|MU", 27: "MT|SC",
}  # fmt: skip

_ID_STARTS = r"(?<![\p{L}\p{N}])(?<![\p{L}\p{N}]_)"
_ENDS = r"(?![\p{L}\p{N}_])"
_SPACE = r"[ \u00a0\u202f]"

_CURRENCY = (
    r"(?:US\$|R\$|C\$|A\$|MX\$|[€$£¥₹₺₽₩₪₴]"
    r"|(?:CHF|EUR|USD|GBP|BRL|MXN|ARS|CAD|AUD|JPY|COP|CLP|PLN|SEK|NOK|DKK|CZK|INR)(?!\p{L}))"
)
# Grouped thousands with any of the separators in use, a decimal part with either mark.
_NUMBER = (
    r"(?:\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)[¼½¾⅓⅔⅛]?|[¼½¾⅓⅔⅛]"
)
_ONE_NUMBER = f"(?>{_NUMBER})"
# "2nd", "1er" and the like are words of the sentence, not values to copy.
_ORDINAL = r"(?:st|nd|rd|th|e|er|ère|ème|º|ª)"
# What people type against a number: a value and a word, not an id.
_UNIT = (
    rf"(?:{_ORDINAL}|s|h|hs|hrs?|x|min|mins|kg|g|km|m|cm|mm|GB|MB|TB|ml|l|pm|am|PM|AM|Uhr|Std"
    r"|[Ee]ur|\p{L}\p{Ll}{3,})"
)

# What may stand in a URL, but does not end one; a closing bracket only with its opening one.
_URL_CHARACTER = r"[^\s<>\"“”„«»。，、！？（）()\[\]{}.,;:!?'’…*|]"
_URL_TAIL = (
    rf"(?:{_URL_CHARACTER}|[.,;:!?'’…*|]++(?={_URL_CHARACTER})"
    r"|\([^\s()<>\"]*+\)|\[[^\s\[\]<>\"]*+\]|\{[^\s{}<>\"]*+\})++"
)
# Plain mail has addresses and links in angle brackets. No model knows these: they are part of it.
_MAILBOX = r"[\p{L}\p{N}._%+-]++@[\p{L}\p{N}-]++(?:\.[\p{L}\p{N}-]++)++(?<=\.\p{L}{2,24})"
_HOST_STARTS = r"(?<![@\p{L}\p{N}._-])"
# With a space missing after the full stop, these words before "es" or "de" end a sentence.
_NO_HOST = (
    r"(?!(?i:etc|usw|bzw|ok|okay|s[ií]|no|n[aã]o|ja|nein|oui|non|yes|hi|hey|hello|hallo|hola|ol[aá]"
    r"|thanks|thx|gracias|danke|merci|obrigad[oa]|bien|bem|bon|gut|dias?|días|tardes?|noites?"
    r"|noches|hoy|hoje|ex|ej|please|bitte|favor)\.\p{L}++(?!/))"
)
_TOP_LEVEL = (
    r"(?:(?i:com|net|org|edu|gov)|io|info|biz|dev|app|shop|store|help|example|test|eu|de|es|fr|at|ch"
    r"|pt|br|mx|uk|nl|pl|cz|dk|ar|cl|lu|ie|au|nz|jp|tv)"
)
# Domains whose names are words too: a host only when a path follows.
_TOP_LEVEL_WITH_PATH = r"(?:me|be|ly|gl|to|it|co|ca|us|ai|gg|cc|link|page|se|no|fi|in)"
_FILE_TYPE = (
    r"(?i:pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|jpe?g|png|gif|heic|svg|mp[34]|mov|json|xml|html?"
    r"|exe|apk|dmg|log)"
)

# Letter case and hyphens tell an id ("ORD-12", "A1-B2-XY") from a word with a number ("5G-Netz",
# "24-hour"): it ends with a group that holds a digit, or with capitals after one.
# An id's end is found by going back over its parts: over any number of them that is not linear.
_MOST_ID_PARTS = 32
_ID_ENDS = r"(?<=\d[A-Za-z]*(?:[/-][A-Z]{1,12}|_[A-Za-z]{1,12}){0,4})"

_TAGS = r"[\U000E0020-\U000E007F]"
_PICTURE = (
    rf"(?:[0-9\#*]\ufe0f?\u20e3|\p{{RI}}{{1,2}}|\p{{EMod}}|\U0001F3F4{_TAGS}++"
    r"|(?![\p{N}\#*©®™])\p{Extended_Pictographic}[\ufe0e\ufe0f]?\p{EMod}?\ufe0f?"
    r"(?:\u200d\p{Extended_Pictographic}[\ufe0e\ufe0f]?\p{EMod}?\ufe0f?)*+)++"
)
_EMOTICON = (
    r"(?<![\p{L}\p{N}])(?:[:;]['’]?-?(?:\)++|\(++|[DPpOo3/\\|])(?![\p{L}\p{N}/])"
    r"|=-?(?:\)++|\(++|[DPp])(?![\p{L}\p{N}])|</?3(?!\d)|\^_?\^|-_-(?![\p{L}\p{N}_]))"
)

_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_FULL_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|(?:\d{1,2}\.\d{1,2}\.|\d{1,2}/\d{1,2}/|\d{1,2}-\d{1,2}-)(?:\d{4}|\d{2})"
    r"|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{2}\.\d{2})"
)
# "5:30 pm": without its mark the time is another, and models lose it. German "8:30 am Montag" is on
# Monday. A last point may end the sentence.
_HALF_OF_DAY = (
    rf"{_SPACE}?(?:[aApP]\.[mM](?:\.(?= \p{{Ll}}|[,;:)]))?|[pP][mM]|AM"
    rf"|am(?!{_SPACE}?[\p{{Lu}}\d]))(?![\p{{L}}\p{{N}}])"
)
# No model has a piece for every sign: "5 > 6" became "5 * 6". Between letters some belong to a word
# ("tod@s", "étudiant·e", "it´s"), and "n°" is one.
_SIGN = (
    r"(?:(?=[-=+]*[<>|~])[-=+<>|~]++|°[CFK](?!\p{L})"
    r"|(?![-+=<>|~])(?:[\p{Sm}\p{So}§¶†‡•‣※^\\\[\]{}²³]|(?<![\p{L}\p{N}])[@·`´¨]|[@·`´¨](?![\p{L}\p{N}])))++"
    r"(?<!\b[nN]°)"
)
_PHONE_SEPARATOR = r"[ \u00a0\u202f./-]"
_SEVEN_DIGITS = r"(?=(?:[^\d\p{L}\n]{0,3}\d){7})"
_PHONE_STARTS = r"(?<![\p{L}\p{N}+/.-])"

# (kind, what it may begin with: L a letter, D a digit, S anything else, pattern)
PATTERNS: tuple[tuple[str, str, str], ...] = (
    # A private-use character in the input would be taken for one of our own placeholders.
    ("RESERVED", "S", f"{PLACEHOLDER.pattern}++"),
    ("CODE", "S", r"```.*?```|(?<![\p{L}\p{N}])`[^`\n]++`"),
    (
        "TAG",
        "S",
        r"</?[A-Za-z][A-Za-z0-9:_-]*+"
        r"(?:\s++[\p{L}_:@\#][\w:.@\#-]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?)*+\s*+/?>"
        r"|<!--(?:(?!<!--|-->).)*+-->|<[!?][A-Za-z][^<>]*+>"
        r"|&(?:[A-Za-z][A-Za-z0-9]{1,30}+|\#\d{1,7}+|\#[xX][0-9A-Fa-f]{1,6}+);",
    ),
    (
        "PLACEHOLDER",
        "S",
        r"\{{2,3}[^{}\n]{1,60}+\}{2,3}|\{%[^{}\n]{1,80}+(?<=%)\}|<%[^<>\n]{1,80}+(?<=%)>"
        r"|[$%\#]\{[^{}\n]{1,60}+\}|\{ ?[A-Za-z0-9_.:!|@$-]{0,60}+ ?\}"
        r"|%\([A-Za-z_]\w{0,60}+\)[sdif]|%\d{1,3}\$[-+0\#]{0,4}\d{0,4}(?:\.\d{1,3})?[sdifuxX@]"
        r"|(?<![\d\p{L}])%(?:\.\d{1,2})?l?[sdifux@](?!\p{L})",
    ),
    # Before URL: the name of a mailbox may look like a host ("jean.fr.martin@…").
    (
        "EMAIL",
        "LDS",
        rf"<{_MAILBOX}>|(?<![\p{{L}}\p{{N}}._%+-]){_MAILBOX}",
    ),
    (
        "URL",
        "LDS",
        rf"(?i:https?)://{_URL_TAIL}|<(?i:https?://|mailto:){_URL_TAIL}>"
        rf"|(?<![\p{{L}}\p{{N}}])(?:(?i:[a-z][a-z0-9+]{{1,20}}+)://|(?i:www\.)|(?i:mailto:)"
        rf"|(?i:tel|sms):(?=\+?\d{{5}})){_URL_TAIL}"
        rf"|{_HOST_STARTS}(?=[\p{{L}}\p{{N}}-]++\.[\p{{L}}\p{{N}}]){_NO_HOST}"
        rf"[\p{{L}}\p{{N}}-]++(?:\.[\p{{L}}\p{{N}}-]++)++"
        rf"(?:(?<=\.{_TOP_LEVEL})|(?<=\.{_TOP_LEVEL_WITH_PATH})(?=/[^\s/]))"
        rf"(?![\p{{L}}\p{{N}}@-])(?::\d{{2,5}}+)?(?:/(?:{_URL_TAIL})?|\?\w{{1,40}}+={_URL_TAIL})?",
    ),
    (
        "MENTION",
        "S",
        r"(?<![\p{L}\p{N}_@.])@[\p{L}\p{N}_]++(?:[.-]++[\p{L}\p{N}_]++)*+",
    ),
    (
        "REFERENCE",
        "S",
        r"(?<![\p{L}\p{N}_&\#/])\#(?=[A-Z]{0,4}+[-_]?\d)[\p{L}\p{N}_]++(?:-[\p{L}\p{N}_]++)*+",
    ),
    ("HASHTAG", "S", r"(?<![\p{L}\p{N}_&\#/])\#[\p{L}\p{N}_]++(?:-[\p{L}\p{N}_]++)*+"),
    # A keycap begins with a digit: before every kind of number.
    ("EMOJI", "LDS", f"{_PICTURE}|{_EMOTICON}"),
    (
        "REFERENCE",
        "L",
        rf"(?=[A-Z]{{2}}\d{{2}}){_ID_STARTS}(?:"
        + "|".join(
            rf"(?:{codes})\d{{2}}(?:[ -]?[A-Z0-9]){{{length}}}"
            for length, codes in _BBAN_LENGTHS.items()
        )
        + rf"){_ENDS}",
    ),
    (
        "REFERENCE",
        "LD",
        rf"{_ID_STARTS}(?:[0-9A-Fa-f]{{8}}-(?:[0-9A-Fa-f]{{4}}-){{3}}[0-9A-Fa-f]{{12}}"
        rf"|(?:[0-9A-Fa-f]{{2}}:){{5}}[0-9A-Fa-f]{{2}}){_ENDS}",
    ),
    (
        "REFERENCE",
        "D",
        rf"{_ID_STARTS}(?:(?:\d{{4}}(?:[ -]\d{{4}}){{3}}|\d{{4}}[ -]\d{{6}}[ -]\d{{5}}){_ENDS}"
        # Four groups are an IPv4 address, unless they are grouped thousands.
        r"|(?<!\d\.)(?!\d{1,3}(?:\.\d{3}){3}(?!\d))\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d|\p{L}))",
    ),
    ("REFERENCE", "L", rf"{_ID_STARTS}[A-Za-z]{{1,10}}+\d++(?:\.\d++)++(?!\p{{L}})"),
    (
        "REFERENCE",
        "LDS",
        rf"(?<![\p{{L}}\p{{N}}._-])[\p{{L}}\p{{N}}_-]++(?:\.[\p{{L}}\p{{N}}_-]++)++"
        rf"(?<=\.{_FILE_TYPE})",
    ),
    (
        "DATE",
        "D",
        rf"(?<![\d./])(?<!\d-)(?=\d{{1,4}}[./-]\d)(?:{_FULL_DATE}(?:[-–]{_FULL_DATE})?"
        # "12.5." ends with a dot of its own only where no sentence can end.
        rf"|{_DAY}\.{_MONTH}\.(?=\s++[\p{{Ll}}\d]|\s?[,;:)–-])"
        rf"|(?:{_MONTH}/|0[1-9]\.)(?:19|20)\d{{2}}"
        rf"|(?!24/7)(?:{_DAY}/{_MONTH}|{_MONTH}/{_DAY}))(?![\d/]|-\d)",
    ),
    (
        "TIME",
        "D",
        rf"(?<![\d:.,])(?:0?[1-9]|1[0-2])(?::[0-5]\d)?{_HALF_OF_DAY}"
        r"|(?<![\d:.])(?:(?:[01]?\d|2[0-4])(?::[0-5]\d){1,2}(?!\d|:\d)|(?:[01]?\d|2[0-4])h[0-5]\d(?!\d))",
    ),
    (
        "AMOUNT",
        "LDS",
        rf"(?<![\p{{L}}\p{{N}}]){_CURRENCY}{_SPACE}?[-−]?{_ONE_NUMBER}(?:[-–]{_ONE_NUMBER})?"
        rf"|[-−]?(?<![\p{{L}}\p{{N}}.,]){_ONE_NUMBER}(?:{_SPACE}?[-–]{_SPACE}?{_ONE_NUMBER})?"
        rf"{_SPACE}?(?:{_CURRENCY}|[%‰])",
    ),
    (
        "PHONE",
        "DS",
        rf"{_PHONE_STARTS}(?=[+(\d]){_SEVEN_DIGITS}(?:"
        rf"\+\d++(?:{_PHONE_SEPARATOR}?\(\d{{1,5}}+\))?(?:{_PHONE_SEPARATOR}?\d++)?"
        rf"(?:{_PHONE_SEPARATOR}\d{{2,}}+){{0,6}}+"
        rf"|(?:\(\d{{2,5}}\)[ .-]?|0\d{{1,4}}{_PHONE_SEPARATOR})\d{{2,}}+"
        rf"(?:{_PHONE_SEPARATOR}\d{{2,}}+){{0,5}}+"
        rf"|(?:1[-. ])?[2-9]\d{{2}}[-. ]\d{{3}}[-. ]\d{{4}}){_ENDS}",
    ),
    (
        "REFERENCE",
        "LD",
        rf"{_ID_STARTS}(?<![A-Za-z0-9][/-])(?!\d++{_UNIT}{_ENDS})"
        r"(?=[A-Za-z]*+(?:[_/-][A-Za-z]++)*+[_/-]?\d)(?:"
        rf"(?=\d*+[A-Za-z])[A-Za-z0-9]++(?:[_/-][A-Za-z0-9]++){{0,{_MOST_ID_PARTS}}}"
        rf"|\d++(?:[_/-][A-Za-z0-9]++){{1,{_MOST_ID_PARTS}}}){_ENDS}{_ID_ENDS}",
    ),
    (
        "NUMBER",
        "DS",
        rf"{_ID_STARTS}(?:{_NUMBER})(?!\d)(?!{_ORDINAL}(?![\p{{L}}\p{{N}}]))"
        rf"(?:{_SPACE}?[kcdm]?m[²³])?",
    ),
    ("SIGN", "S", _SIGN),
)
