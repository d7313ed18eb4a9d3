"""Common given names of the five languages, as folded letters.

Only names that are no other word of these languages at the head of a sentence: no Rose, Mark, Will,
Frank, Florence or Paris. A line holds one name and its relatives: a translation may turn one into
another.
"""

from collections.abc import Mapping
from types import MappingProxyType

from parley.risk.fold import fold

_RELATED = """
    anna anne ana ann annie anja hannah hanna annette
    maria marie mary mario marian mariana miriam
    peter pedro pierre pete petra
    john juan jean johann johannes joao hans ivan sean jack
    johanna jane janet juana joana
    james jacob jakob jacques jaime tiago thiago diego iago santiago jim jimmy
    michael miguel michel mike michelle michaela michaël mikael
    sarah sara zara
    paul pablo paulo paula pauline
    joseph jose josef josé joe pepe
    francis francisco françois franz francesca francisca françoise francesco
    charles carlos karl carl carla carlo charlotte charlie
    thomas tomas tomás tom tommy
    andrew andreas andres andre andré andrea andrés andrej
    lucas lukas luke luc luca lucia lucie lucy luis louis ludwig luiz luisa louise
    martin martina martim martine
    stephen stefan esteban étienne etienne estevao stephan steven steve stephanie estefania stefanie
    alexander alejandro alexandre alexandra alejandra alex sandra sascha sasha
    elizabeth elisabeth isabel isabelle isabella lisa elisa elsa elise beth betty
    catherine katharina catalina catarina kate katrin karin karen kathrin cathy katja
    david davi dave davina
    daniel daniela danielle dani
    george georg jorge georges jürgen jurgen
    henry heinrich enrique henri henrique harry heinz
    william wilhelm guillermo guillaume guilherme willy
    lawrence lorenz lorenzo laurent lourenço laura lauren larry
    philip philipp felipe philippe filipe
    robert roberto bob rob bobby roberta
    anthony anton antonio antoine tony antônio antonia toni
    nicholas nikolaus nicolas nicola nicole nick klaus niklas
    matthew matthias mateo mathieu mateus matteo matt
    emma emily emilia emilie emil emilio
    julia julie julio julian juliana julien juliane giulia juliette
    helen helena elena helene hélène ellen
    sophie sophia sofia sofía
    susan susanne susana suzanne
    christine christina cristina kristina christian christiane cristiano tina chris christopher
    patricia patrick patrik patricio
    barbara bárbara
    claudia claudio claude claudine
    monica monika mónica monique
    jennifer jenny ginevra
    jessica jessika
    rachel raquel rahel
    rebecca rebeca
    samuel samantha sam
    oliver olivier olivia
    marcus markus marcos marc marco
    sebastian sébastien sebastián sebastien
    benjamin ben benedikt
    felix félix
    jonas jonah
    leon léon leo leonardo leonhard
    tobias tobie
    kevin kelvin
    brian bryan
    gregory gregor gregorio grégoire
    richard ricardo rick
    edward eduard eduardo édouard
    rodrigo roderick
    fernando ferdinand fernanda
    gabriel gabriela gabrielle
    rafael raphael raffael
    beatriz beatrice béatrice beatrix
    camila camille camilla
    bruno bruna
    gustavo gustav gustave
    wolfgang
    dieter dietmar
    uwe
    ingrid inge
    heike
    birgit brigitte brigitta
    silke
    ursula
    sabine sabina
    jorg joerg
    thorsten torsten
    yves yvonne yvette
    chloe chloé
    mathilde matilda
    amelie amelia
    javier xavier
    carmen
    ignacio ignaz
    larissa lara
    vitor victor viktor victoria viktoria
    leticia laetitia
"""

# Of families that have both: one is no way to write the other. Who may be either is in neither.
_WOMEN = """
    maria marie mary mariana miriam petra michelle michaela paula pauline francisca francesca
    françoise carla charlotte andrea lucia lucie lucy luisa louise martina martine stephanie
    estefania stefanie alexandra alejandra sandra daniela danielle davina roberta antonia nicole
    emma emily emilia emilie julia julie juliana juliane giulia juliette christine christina
    cristina kristina christiane tina patricia claudia claudine samantha olivia fernanda gabriela
    gabrielle bruna victoria viktoria laura lauren yvonne yvette
"""
_MEN = """
    mario peter pedro pierre pete michael miguel mike mikael paul pablo paulo francis francisco
    françois franz francesco charles carlos karl carl carlo andrew andreas andres andre andrés
    andrej lucas lukas luke luc louis ludwig luiz luis martin martim stephen stefan esteban étienne
    estevao stephan steven steve alexander alejandro alexandre daniel david davi dave robert roberto
    bob rob bobby anthony anton antonio antoine tony antônio nicholas nikolaus nicolas nick klaus
    niklas emil emilio julio julian julien christian cristiano christopher patrick patrik patricio
    claudio samuel oliver olivier fernando ferdinand gabriel bruno vitor victor viktor lawrence
    lorenz lorenzo laurent lourenço larry yves
"""


def _families() -> Mapping[str, int]:
    return MappingProxyType(
        {
            fold(name).text: family
            for family, line in enumerate(_RELATED.strip().splitlines())
            for name in line.split()
        }
    )


FAMILY: Mapping[str, int] = _families()
_SEXES = MappingProxyType(
    {fold(name).text: sex for sex, names in (("w", _WOMEN), ("m", _MEN)) for name in names.split()}
)


def other_sex(one: str, other: str) -> bool:
    """Whether one folded name is a woman's and the other a man's."""
    return {_SEXES.get(one), _SEXES.get(other)} == {"w", "m"}
