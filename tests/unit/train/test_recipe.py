"""The training recipe: what was exported can be trained on, and the steps are what they claim."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.needs import need

ROOT = Path(__file__).parents[3]
EMBEDDED = ROOT / "models" / "embedded"


@pytest.fixture(autouse=True)
def recipe() -> Iterator[None]:
    """The recipe's folder on the path, as `python models/train` has it."""
    need("train", "torch", "numpy")
    import torch

    # On a busy machine threads wait for each other longer than they work.
    torch.set_num_threads(1)
    folder = str(ROOT / "models" / "train")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


def test_restored_weights_export_to_the_very_file_they_came_from(tmp_path):
    """Dequantising loses nothing: quantising again gives every byte."""
    import torch
    from export import export
    from restore import restore
    from train import checkpoint

    shutil.copy(EMBEDDED / "vocabulary.model", tmp_path)
    torch.save(checkpoint(restore(EMBEDDED), step=0, tokens=0), tmp_path / "final.pt")
    export(tmp_path, [tmp_path / "final.pt"], tmp_path / "out")
    again = (tmp_path / "out" / "model.bin").read_bytes()
    assert again == (EMBEDDED / "model.bin").read_bytes()


def test_another_vocabulary_than_the_models_is_refused(tmp_path):
    """Ids of one vocabulary mean nothing to the weights of another."""
    from train import restored

    (tmp_path / "vocabulary.model").write_bytes(b"another")
    with pytest.raises(ValueError, match="--vocabulary"):
        restored(tmp_path, EMBEDDED)


@pytest.mark.parametrize("shape", [(24, 24), (16, 48), (48, 16)])
def test_orthogonalising_brings_all_singular_values_near_one(shape):
    """The iteration is meant to be loose: between a half and one and a half."""
    import torch
    from optimizers import orthogonalised

    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    values = torch.linalg.svdvals(orthogonalised(matrix))
    assert values.min() > 0.3
    assert values.max() < 1.5


def test_muon_moves_against_the_gradient():
    """A step on a plain quadratic brings it down."""
    import torch
    from optimizers import Muon

    weight = torch.nn.Parameter(torch.eye(8))
    optimizer = Muon([weight])
    optimizer.param_groups[0]["lr"] = 0.05
    losses = []
    for _ in range(20):
        loss = (weight**2).sum()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert losses[-1] < 0.5 * losses[0]


def test_distilled_examples_share_the_draws_with_the_prepared_ones(tmp_path):
    """Half of the draws each, however many of either there are; what is written is read again."""
    import numpy as np
    from batches import Examples, write_examples

    shutil.copy(EMBEDDED / "vocabulary.model", tmp_path)
    for name, piece, count in (("examples.npz", 500, 30), ("distilled.npz", 600, 3)):
        write_examples(
            tmp_path / name,
            [[400, 401]] * count,
            [[piece] * 4] * count,
            language=np.zeros(count, dtype=np.uint8),
            register=np.zeros(count, dtype=np.uint8),
            weight=np.ones(count, dtype=np.float32),
            conversational=np.ones(count, dtype=bool),
        )
    examples = Examples(tmp_path, seed=1)
    batches = examples.batches(tokens=60, longest=96)
    drawn = np.concatenate([next(batches).target_out.numpy() for _ in range(200)])
    assert 0.45 < (drawn == 600).sum() / ((drawn == 500) | (drawn == 600)).sum() < 0.55
    assert examples.target(32) == [600] * 4
    assert len(Examples(tmp_path, seed=1, distilled=False)) == 30


def test_distilling_takes_the_candidate_that_is_most_like_the_reference(tmp_path):
    """A real model teaches; every target is one of its own translations, no placeholder lost."""
    import numpy as np
    import sentencepiece
    from batches import Examples, write_examples
    from distil import distil, likeness

    shutil.copy(EMBEDDED / "vocabulary.model", tmp_path)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(EMBEDDED / "vocabulary.model"))
    lines = [
        ("Where is my order \ue000?", "Wo ist meine Bestellung \ue000?"),
        ("Thank you!", "Vielen Dank!"),
    ]
    write_examples(
        tmp_path / "examples.npz",
        [pieces.encode(source) for source, _ in lines],
        [pieces.encode(target) for _, target in lines],
        language=np.array([3, 3], dtype=np.uint8),
        register=np.array([1, 0], dtype=np.uint8),
        weight=np.ones(2, dtype=np.float32),
        conversational=np.ones(2, dtype=bool),
    )
    distil(tmp_path, EMBEDDED, minutes=1, seed=1)
    shutil.move(tmp_path / "distilled.npz", tmp_path / "examples.npz")
    taught = Examples(tmp_path, seed=1)
    assert len(taught) == 2
    for index in range(2):
        source, target = (pieces.decode(s(index)) for s in (taught.text, taught.target))
        assert source.count("\ue000") == target.count("\ue000")
        assert source != target
    assert likeness([1, 2, 3], [1, 2, 3]) == 1
    assert likeness([1, 2, 3], [1, 2, 4]) > likeness([1, 2, 3], [3, 1, 5])


def test_a_row_that_is_held_out_in_any_language_is_not_trained_on(tmp_path):
    """Figures on dev lines would say nothing otherwise; case and punctuation make no difference."""
    from corpus import held_out, read_support

    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "some.en-de.tsv").write_text(
        "Where is my parcel?\tWo bleibt mein Paket?\nThank you!\tVielen Dank!\n", encoding="utf-8"
    )
    rows = [
        ("1", "customer", "neutral", "And my parcel?", "¿Y?", "Et ?", "wo bleibt mein paket", "E?"),
        (
            "2",
            "agent",
            "neutral",
            "Thank you!",
            "¡Gracias!",
            "Merci !",
            "Vielen Dank!",
            "Obrigada!",
        ),
    ]
    header = "id\tspeaker\tregister\ten\tes\tfr\tde\tpt"
    path = tmp_path / "lines.tsv"
    path.write_text("\n".join([header, *map("\t".join, rows)]) + "\n", encoding="utf-8")
    read = list(read_support(path, "support", held_out(tmp_path)))
    assert len(read) == 10
    assert read[0].left == "Thank you!"


def test_every_line_says_the_same_in_five_languages():
    """As far as a machine can tell: all there, the same slots, no line twice."""
    from corpus import LINES, in_words

    seen = set()
    for path in sorted(LINES.glob("*.tsv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        assert header.split("\t") == ["id", "speaker", "register", "en", "es", "fr", "de", "pt"]
        for row in rows:
            name, speaker, register, *texts = row.split("\t")
            assert len(texts) == 5, name
            assert all(map(str.strip, texts)), name
            assert speaker in {"customer", "agent"}, name
            assert register in {"formal", "informal", "neutral"}, name
            assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in texts}) == 1, name
            assert in_words(texts[0]) not in seen, name
            seen.add(in_words(texts[0]))
    assert seen


def test_a_blend_lies_between_both_models():
    """At no share and at the whole it is one of them; other shapes have nothing in between."""
    import torch
    from blend import blended
    from deepen import deepened
    from restore import restore

    def moved():
        model = restore(EMBEDDED)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(1.0)
        return model

    before = restore(EMBEDDED)
    for share in (0.0, 0.25, 1.0):
        middle = blended(before, moved(), share)
        for old, new in zip(before.parameters(), middle.parameters(), strict=True):
            torch.testing.assert_close(new, old + share)
    with pytest.raises(ValueError, match="share"):
        blended(before, moved(), 1.5)
    with pytest.raises(ValueError, match="like one of"):
        blended(before, deepened(moved(), before.shape.encoder_layers + 1), 0.5)


def test_the_mean_of_checkpoints_weighs_each_the_same():
    """Also of three, where the mean of means would not."""
    import torch
    from blend import averaged
    from deepen import deepened
    from restore import restore

    def filled(value: float):
        model = restore(EMBEDDED)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.fill_(value)
        return model

    for parameter in averaged([filled(1.0), filled(2.0), filled(6.0)]).parameters():
        torch.testing.assert_close(parameter, torch.full_like(parameter, 3.0))
    with pytest.raises(ValueError, match="like one of"):
        averaged([filled(1.0), deepened(filled(1.0), filled(1.0).shape.encoder_layers + 1)])


def test_a_deepened_model_is_the_same_function_until_it_learns():
    """New layers pass on what they get, lie among the old ones, and have gradients."""
    import torch
    from deepen import deepened
    from restore import restore

    model = restore(EMBEDDED).eval()
    source = torch.tensor([[11, 12, 13, 14, 2], [15, 16, 17, 2, 0]])
    arguments = (source, source != 0, torch.tensor([[1, 21, 22], [1, 23, 24]]))
    before = model(*arguments)
    have = model.shape.encoder_layers
    deeper = deepened(restore(EMBEDDED), have + 3)
    after = deeper(*arguments)
    assert len(deeper.encoder) == deeper.shape.encoder_layers == have + 3
    torch.testing.assert_close(after, before)
    new = [layer for layer in deeper.encoder if not layer.attention.output.weight.any()]
    assert len(new) == 3
    assert deeper.encoder[-1] is not deeper.encoder[-2]
    after.sum().backward()
    assert all(layer.feed_forward.down.weight.grad.any() for layer in new)
    with pytest.raises(ValueError, match="encoder layers"):
        deepened(restore(EMBEDDED), have - 1)


def test_a_checkpoint_is_deepened_where_it_stands(tmp_path):
    """The count of steps goes on, momenta of fewer layers are not taken, snapshots are kept."""
    import numpy as np
    import torch
    from batches import write_examples
    from optimizers import Optimizers
    from restore import restore
    from train import Plan, checkpoint, load, train

    shutil.copy(EMBEDDED / "vocabulary.model", tmp_path)
    write_examples(
        tmp_path / "examples.npz",
        [[400, 401, 402]] * 8,
        [[500, 501]] * 8,
        language=np.zeros(8, dtype=np.uint8),
        register=np.zeros(8, dtype=np.uint8),
        weight=np.ones(8, dtype=np.float32),
        conversational=np.ones(8, dtype=bool),
    )
    model = restore(EMBEDDED)
    deeper = model.shape.encoder_layers + 1
    optimizers = Optimizers(model)
    sum(parameter.sum() for parameter in model.parameters()).backward()
    optimizers.step(0.0)
    state = checkpoint(model, step=700, tokens=9000) | {"optimizers": optimizers.state_dict()}
    torch.save(state, tmp_path / "stable.pt")
    plan = Plan(minutes=0.001, tokens=60, encoder_layers=deeper, snapshot_minutes=1e-6)
    train(tmp_path, plan)
    trained, after = load(tmp_path / "final.pt", torch.device("cpu"))
    assert trained.shape.encoder_layers == deeper
    assert after["step"] > 700
    assert after["tokens"] > 9000
    kept, at = load(next(iter(tmp_path.glob("snapshot-*.pt"))), torch.device("cpu"))
    assert kept.shape == trained.shape
    assert 700 < at["step"] <= after["step"]
