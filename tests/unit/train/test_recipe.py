"""The training recipe: what was exported can be trained on, and the steps are what they claim."""

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
    export(tmp_path, tmp_path / "final.pt", tmp_path / "out")
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
