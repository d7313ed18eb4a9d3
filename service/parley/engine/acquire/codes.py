"""What models call the languages: our primary tag, ISO 639-3, and FLORES-200's code."""

import re
from collections.abc import Iterable, Mapping

# Primary tag: (ISO 639-3 codes as models use them, the likelier first; FLORES-200 code).
_CODES = {
    "af": ("afr", "afr_Latn"), "ar": ("ara arb", "arb_Arab"), "az": ("aze azj", "azj_Latn"),
    "be": ("bel", "bel_Cyrl"), "bg": ("bul", "bul_Cyrl"), "bn": ("ben", "ben_Beng"),
    "bs": ("bos", "bos_Latn"), "ca": ("cat", "cat_Latn"), "cs": ("ces", "ces_Latn"),
    "cy": ("cym", "cym_Latn"), "da": ("dan", "dan_Latn"), "de": ("deu", "deu_Latn"),
    "el": ("ell", "ell_Grek"), "en": ("eng", "eng_Latn"), "es": ("spa", "spa_Latn"),
    "et": ("est", "est_Latn"), "eu": ("eus", "eus_Latn"), "fa": ("fas pes", "pes_Arab"),
    "fi": ("fin", "fin_Latn"), "fr": ("fra", "fra_Latn"), "ga": ("gle", "gle_Latn"),
    "gl": ("glg", "glg_Latn"), "gu": ("guj", "guj_Gujr"), "he": ("heb", "heb_Hebr"),
    "hi": ("hin", "hin_Deva"), "hr": ("hrv", "hrv_Latn"), "hu": ("hun", "hun_Latn"),
    "hy": ("hye", "hye_Armn"), "id": ("ind", "ind_Latn"), "is": ("isl", "isl_Latn"),
    "it": ("ita", "ita_Latn"), "ja": ("jpn", "jpn_Jpan"), "ka": ("kat", "kat_Geor"),
    "kk": ("kaz", "kaz_Cyrl"), "ko": ("kor", "kor_Hang"), "lt": ("lit", "lit_Latn"),
    "lv": ("lav lvs", "lvs_Latn"), "mk": ("mkd", "mkd_Cyrl"), "mr": ("mar", "mar_Deva"),
    "ms": ("msa zsm", "zsm_Latn"), "mt": ("mlt", "mlt_Latn"), "nb": ("nob", "nob_Latn"),
    "nl": ("nld", "nld_Latn"), "nn": ("nno", "nno_Latn"), "no": ("nor nob", "nob_Latn"),
    "pa": ("pan", "pan_Guru"), "pl": ("pol", "pol_Latn"), "pt": ("por", "por_Latn"),
    "ro": ("ron", "ron_Latn"), "ru": ("rus", "rus_Cyrl"), "sk": ("slk", "slk_Latn"),
    "sl": ("slv", "slv_Latn"), "sq": ("sqi als", "als_Latn"), "sr": ("srp", "srp_Cyrl"),
    "sv": ("swe", "swe_Latn"), "sw": ("swa swh", "swh_Latn"), "ta": ("tam", "tam_Taml"),
    "te": ("tel", "tel_Telu"), "th": ("tha", "tha_Thai"), "tl": ("tgl", "tgl_Latn"),
    "tr": ("tur", "tur_Latn"), "uk": ("ukr", "ukr_Cyrl"), "ur": ("urd", "urd_Arab"),
    "vi": ("vie", "vie_Latn"), "zh": ("zho cmn", "zho_Hans"),
}  # fmt: skip
_TARGET = re.compile(r">>([^<>]+)<<")
_BETWEEN = re.compile(r"__(\w+)__")
# Argos has names of its own for two.
_ARGOS = {"pb": "pt", "zt": "zh"}
_BY_ISO3 = {code: tag for tag, (codes, _) in reversed(_CODES.items()) for code in codes.split()}


def tag_of(code: str) -> str | None:
    """Our primary tag for "de", "deu", "deu_Latn", "pt_BR" or "pb"; None for what has none."""
    head = re.split(r"[_-]", code)[0].lower()
    if head in _ARGOS:
        return _ARGOS[head]
    return head if head in _CODES else _BY_ISO3.get(head)


def flores_codes(tokens: Iterable[str]) -> dict[str, str]:
    """FLORES-200 code by tag, of the languages that a vocabulary has."""
    known = set(tokens)
    return {tag: flores for tag, (_, flores) in _CODES.items() if flores in known}


def target_codes(tokens: Iterable[str]) -> dict[str, str]:
    """Code by tag of the `>>xx<<` tokens in a vocabulary; the shortest where there are several.

    "cmn_Hans" and "cmn_Hant" are both Chinese, and so is "zho": a plain code is the usual one.
    """
    found = [match.group(1) for token in tokens if (match := _TARGET.fullmatch(token))]
    return _first_by_tag(sorted(found, key=lambda code: (len(code), code)))


def between_codes(tokens: Iterable[str]) -> dict[str, str]:
    """Code by tag of the `__xx__` tokens in a vocabulary."""
    found = [match.group(1) for token in tokens if (match := _BETWEEN.fullmatch(token))]
    return _first_by_tag(sorted(found, key=lambda code: (len(code), code)))


def _first_by_tag(codes: Iterable[str]) -> dict[str, str]:
    by_tag: dict[str, str] = {}
    for code in codes:
        tag = tag_of(code)
        if tag is not None:
            by_tag.setdefault(tag, code)
    return by_tag


def needed(codes: Mapping[str, str], languages: Iterable[str]) -> dict[str, str]:
    """The codes that differ from the tag, of these languages: what a catalogue has to say."""
    return {tag: codes[tag] for tag in sorted(set(languages)) if codes.get(tag, tag) != tag}
