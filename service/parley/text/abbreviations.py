"""Words of en, es, fr, de and pt that end with a dot which ends no sentence; small letters here."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles, then little words that go on.
ABBREVIATIONS = _words("""
    mr mrs ms mx dr dra drs prof profa sr sra sres sras srta srs st ste jr rev hr hrn fr mme mmes
    mlle mm lic ing dipl exmo exma ilmo dña ud uds vd vds
    etc usw bzw vs cf ggf evtl vgl bspw zzgl inkl exkl einschl sog gem lt bes insb allg ehem entspr
    betr zzt resp approx appt dept incl excl ex ej aprox avda dpto dto atte depto env réf obs ref
    inc ltd corp mio mrd mill gmbh
""")

# Abbreviations only before a number: "No. 5", but "I said no. Then".
BEFORE_NUMBER = _words("""
    no nr nro núm num nº tel tél telf fig vol art abs bd kap abb ca pos pág págs pag pp ext apto max
    min máx mín circa bld bldg rm apt ap av str jan jän feb mär mrz apr jun jul aug sep sept oct okt
    nov dec dez ene fev abr mai ago out set dic févr avr juil déc
""")

MONTHS = _words("""
    januar jänner februar märz april mai juni juli august september oktober november dezember jan
    feb mär apr jun jul aug sep sept okt nov dez
""")

# What German counts with ordinals ("im 2. Stock").
ORDINAL_NOUNS = MONTHS | _words("""
    advent auflage etage fall geburtstag halbjahr jahrestag jahrhundert kapitel klasse lebensjahr
    mahnung mal monat obergeschoss og person platz quartal rate schritt semester stelle stock tag
    teil teilzahlung termin versuch woche zahlung
""")

# A number with a dot after one of these is a German ordinal.
BEFORE_ORDINAL = _words("""
    am ab bis beim dem den der des die das im ins seit vom zum zur jeder jede jedes jeden ihr ihre
    ihrem ihren ihrer mein meine meinem meinen meiner unser unsere unserem unseren
""")
