"""The recipe of the second look: what a round draws, and that training learns it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.needs import need

MODELS = Path(__file__).parents[3] / "models"
SELF_HARM = {"self-harm": True, "violence": False}


@pytest.fixture(autouse=True)
def recipe() -> Iterator[None]:
    """The folders on the path, as `python models/quality encoder` has them."""
    need("train", "torch")
    need("quality", "scipy")
    import torch

    torch.set_num_threads(1)
    folders = [str(MODELS / "quality"), str(MODELS / "train")]
    sys.path[:0] = folders
    yield
    for folder in folders:
        sys.path.remove(folder)


def examples_of(*texts: str, count: int = 1, source: str = "hands"):
    """As many examples of self-harm, of which all but violence is unknown, in no language."""
    from encoder_fit import Examples
    from net_examples import Example

    made = [Example(text, SELF_HARM, 2.0, source) for text in texts for _ in range(count)]
    made.append(Example("Where is my parcel?", {"self-harm": False}, 1.0, source))
    return Examples(made, MODELS, MODELS / "embedded" / "vocabulary.model", seed=1)


def test_what_is_not_known_of_an_example_counts_for_nothing() -> None:
    """Its weight is that of the example where it is known, and 0 elsewhere."""
    from encoder import THEMES

    (batch,) = examples_of("I want to die").batches()
    pieces, mask, labels, weights = batch
    assert pieces.shape == mask.shape
    risky = int(labels.sum(dim=1).argmax())
    known = {theme: float(w) for theme, w in zip(THEMES, weights[risky], strict=True) if w}
    assert known == {"self-harm": 2.0, "violence": 2.0}
    assert labels[risky].tolist() == [float(theme == "self-harm") for theme in THEMES]


def test_batches_hold_so_many_pieces_and_every_line_once() -> None:
    """Padding counted; of what stands for many, a round draws a part."""
    from encoder_fit import _BATCH_PIECES

    batches = list(examples_of("I want to die", "no puedo más " * 9, count=400).batches())
    assert len(batches) > 1
    assert all(pieces.numel() <= _BATCH_PIECES for pieces, *_ in batches)
    assert sum(len(pieces) for pieces, *_ in batches) == 801
    templates = examples_of("I want to die", count=400, source="phrases").batches()
    assert 50 < sum(len(pieces) for pieces, *_ in templates) < 70


def test_training_tells_what_it_was_shown_apart() -> None:
    """In seconds, on two lines."""
    import torch
    from encoder import THEMES, ThemeEncoder
    from encoder_fit import _train
    from restore import restore

    torch.manual_seed(1)
    model = ThemeEncoder(restore(MODELS / "embedded"), layers=1)
    examples = examples_of("I want to die", count=1)
    before = model.says.weight.detach().clone()
    mean = _train(model, examples, steps=60).eval()
    assert not torch.equal(before, mean.says.weight)
    pieces, mask, labels, _ = next(examples.batches())
    column = THEMES.index("self-harm")
    with torch.no_grad():
        scores = mean(pieces, mask)[:, column]
    assert scores[labels[:, column].argmax()] > scores[labels[:, column].argmin()]


def test_training_goes_on_from_what_was_written(tmp_path: Path) -> None:
    """But for the rounding to bytes; heads are as they were."""
    import torch
    from encoder import ThemeEncoder, read, write
    from restore import restore

    torch.manual_seed(1)
    source = MODELS / "embedded"
    written, later = (ThemeEncoder(restore(source), layers=2) for _ in range(2))
    for parameter in written.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    write(written, source / "vocabulary.model", tmp_path)
    read(later, tmp_path)
    both = zip(written.state_dict().items(), later.state_dict().values(), strict=True)
    for (name, was), now in both:
        step = 1e-6 if name.startswith(("says", "attends")) else float(was.abs().max()) / 127
        assert torch.allclose(was, now, atol=step, rtol=0), name
