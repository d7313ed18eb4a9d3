"""A text classifier: the first layers of a translation model's encoder, and a head for every theme.

The encoder runs in CTranslate2. Each theme attends to the pieces with weights of its own and takes
the mean of what they say (attention pooling, as in Yang et al. 2016, "Hierarchical Attention
Networks for Document Classification"). Made by `models/quality/encoder.py`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import ctranslate2
import numpy as np

from parley.domain.errors import CorruptModel
from parley.engine.catalog import digest_of
from parley.engine.vocabulary import load_pieces

MODEL, PIECES, HEADS, CARD = "model.bin", "vocabulary.model", "heads.npz", "card.json"
# More pieces than the longest stretch that it is asked about; training saw fewer.
_LONGEST = 128
_END = "</s>"
# What a file that is missing, cut short or another's makes of its reading.
_BROKEN = (
    AttributeError, EOFError, KeyError, OSError, RuntimeError, TypeError, ValueError, BadZipFile,
)  # fmt: skip


class EncoderClassifier:
    """A TextClassifier over a folder that the recipe wrote.

    It computes in int8, in two fifths of the time that float32 takes or less. That moves log-odds,
    which spread by 4, by 0.02 on average, and by 0.06 on a processor without VNNI. On one thread:
    a chat line is too short to share.
    """

    def __init__(self, folder: Path) -> None:
        """Load it.

        Raises:
            CorruptModel: CLASSIFIER_UNREADABLE, also where a file is not the one of the card;
                VOCABULARY_MISSING, MODEL_UNREADABLE.
        """
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            for name, digest in card["sha256"].items():
                if digest_of(folder / name) != digest:
                    raise ValueError(f"{name} is not the file that the card describes")
            with np.load(folder / HEADS, allow_pickle=False) as arrays:
                self._says, self._attends = arrays["says"], arrays["attends"]
                self._bias = arrays["bias"]
            self.digest: str = card["sha256"][MODEL]
            self._themes = tuple(card["themes"])
            self._encoder = ctranslate2.Encoder(
                str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
            )
        except _BROKEN as error:
            raise CorruptModel("CLASSIFIER_UNREADABLE", f"{folder}: {error}", file=MODEL) from error
        self._pieces = load_pieces(folder / PIECES)

    def scores(self, text: str) -> Mapping[str, float]:
        """Log-odds by theme; of a long text only what it begins with is read."""
        pieces = self._pieces.encode(text, out_type=str)[: _LONGEST - 1]
        output = self._encoder.forward_batch([[*pieces, _END]])
        hidden = np.asarray(output.last_hidden_state)[0]
        weights = hidden @ self._attends
        weights = np.exp(weights - weights.max(axis=0))
        pooled = (weights * (hidden @ self._says)).sum(axis=0) / weights.sum(axis=0)
        return dict(zip(self._themes, (pooled + self._bias).tolist(), strict=True))
