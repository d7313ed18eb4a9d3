"""The training loop: time-boxed, resumable, bf16, on CPU or GPU, in several processes.

The rate is warmed up, held, and brought down to nothing over the last part of the time given
(warm-up, stable, decay); the checkpoint to resume from is the one from before the decay.
"""

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from batches import OTHER_SHARE_AT_LAST, PAD, Batch, Examples
from deepen import deepened
from model import Shape, Translator
from optimizers import Optimizers, exchange, has_bfloat16
from restore import restore
from torch import Tensor, multiprocessing
from torch import distributed as dist
from torch.nn import functional as F

_LOG_S = 60.0
_SAVE_S = 300.0
# The rate does not fall to nothing: the last steps still learn.
_LOWEST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast.

    `tokens` counts padded pieces a batch and process, `decay` is a share of the time. `compiled`
    fuses what stands between the matrix products (torch.compile), which needs a C++ compiler.
    `encoder_layers` is how many a new model gets, or an older one is deepened to; 0 for as many
    as it has. `snapshot_minutes` is how often the weights of the moment are kept, to average
    later; 0 for never.
    """

    minutes: float
    tokens: int = 1500
    rate: float = 2.5e-3
    warm_up_steps: int = 250
    rewarm_steps: int = 60
    decay: float = 0.25
    label_smoothing: float = 0.1
    seed: int = 1
    processes: int = 1
    compiled: bool = False
    encoder_layers: int = 0
    snapshot_minutes: float = 0.0
    # Short lines first: the alignment between the languages is found on them.
    short_first_steps: int = 1500


def loss_of(model: Translator, batch: Batch, smoothing: float) -> Tensor:
    """Label-smoothed cross entropy, mean over target pieces, padding left out."""
    hidden = model(batch.source, batch.source != PAD, batch.target_in)
    wanted = batch.target_out != PAD
    logits = F.linear(hidden[wanted], model.embedding.weight)
    return F.cross_entropy(logits.float(), batch.target_out[wanted], label_smoothing=smoothing)


def load(path: Path, device: torch.device) -> tuple[Translator, dict[str, Any]]:
    """The model of a checkpoint and everything else in it."""
    state = torch.load(path, map_location=device, weights_only=True)
    model = Translator(Shape(**state["shape"])).to(device)
    model.load_state_dict(state.pop("weights"))
    return model, state


def checkpoint(model: Translator, *, step: int, tokens: int) -> dict[str, Any]:
    """What `load` reads: the weights and how far they are."""
    weights = model.state_dict()
    return {"shape": asdict(model.shape), "weights": weights, "step": step, "tokens": tokens}


def restored(work: Path, folder: Path) -> Translator:
    """A shipped model to go on from.

    Raises:
        ValueError: the examples were prepared with another vocabulary.
    """
    vocabularies = (place / "vocabulary.model" for place in (work, folder))
    if len({path.read_bytes() for path in vocabularies}) > 1:
        raise ValueError(f"prepare the examples with {folder}'s vocabulary: --vocabulary")
    return restore(folder)


@dataclass(frozen=True, slots=True)
class _Step:
    """What the first process decides for all: the rate, the phase, whether time is up."""

    rate: float
    decaying: bool
    over: bool


class _Run:
    """One time-boxed stretch of training: where it stands, what it logs, what it saves.

    Every process draws batches of its own and has the same weights; the first one decides, logs
    and saves.
    """

    def __init__(self, work: Path, plan: Plan, start: Path | None, rank: int) -> None:
        self._work = work
        self._plan = plan
        self._rank = rank
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(plan.seed)
        self._step, self._tokens = 0, 0
        state: dict[str, Any] = {}
        stable = work / "stable.pt"
        if stable.exists():
            self._model, state = load(stable, self._device)
            self._step, self._tokens = state["step"], state["tokens"]
        # A resumed run draws other examples than the one before it.
        self._examples = Examples(work, plan.seed + self._step * plan.processes + rank)
        self._resumed = bool(state) or start is not None
        if not state:
            shape = Shape(vocabulary=self._examples.vocabulary_size)
            model = Translator(shape) if start is None else restored(work, start)
            self._model = model.to(self._device)
        self._began = self._step
        if plan.encoder_layers not in (0, self._model.shape.encoder_layers):
            self._model = deepened(self._model, plan.encoder_layers)
            # Momenta are by parameter; they are back after a few dozen steps.
            state.pop("optimizers", None)
        self._optimizers = Optimizers(self._model)
        if "optimizers" in state:
            self._optimizers.load_state_dict(state["optimizers"])
        # Batches differ in both their sizes: one program for all of them, not one for each.
        self._loss = torch.compile(loss_of, dynamic=True) if plan.compiled else loss_of
        self._losses: list[float] = []
        self._said = self._saved = self._kept = self._started = time.monotonic()
        self._tokens_said = self._tokens

    def go(self) -> None:
        """Train until the time is up."""
        size = sum(parameter.numel() for parameter in self._model.parameters())
        if not self._rank:
            print(
                f"{size:,} parameters on {self._device}, {len(self._examples):,} examples, "
                f"from step {self._step}",
                flush=True,
            )
        plan = self._plan
        short, full = (self._examples.batches(plan.tokens, longest) for longest in (14, 96))
        focused = self._examples.batches(plan.tokens, 96, other_share=OTHER_SHARE_AT_LAST)
        decaying = False
        while not (step := self._decide()).over:
            if step.decaying and not decaying:
                self._save("stable.pt")
            decaying = step.decaying
            is_short = not self._resumed and self._step < plan.short_first_steps
            batches = focused if decaying else short if is_short else full
            self._learn(next(batches), step.rate)
            now = time.monotonic()
            if now - self._said > _LOG_S:
                self._say(now)
            if not decaying and now - self._saved > _SAVE_S:
                self._save("stable.pt")
                self._saved = now
            if plan.snapshot_minutes and now - self._kept > plan.snapshot_minutes * 60:
                self._save(f"snapshot-{self._step}.pt")
                self._kept = now
        self._save("final.pt")

    def _decide(self) -> _Step:
        plan = self._plan
        limit = plan.minutes * 60
        elapsed = time.monotonic() - self._started
        decay_from = limit * (1 - plan.decay)
        steps = plan.rewarm_steps if self._resumed else plan.warm_up_steps
        warm = min(1.0, (self._step - self._began + 1) / steps)
        left = (limit - elapsed) / (limit - decay_from) if elapsed >= decay_from else 1.0
        rate = plan.rate * warm * max(_LOWEST_SHARE, left)
        mine = torch.tensor([rate, elapsed >= decay_from, elapsed >= limit], dtype=torch.float64)
        if plan.processes > 1:
            # Clocks differ by a little: all must take the same turn.
            dist.broadcast(mine, 0)
        rate, decaying, over = mine.tolist()
        return _Step(rate, bool(decaying), bool(over))

    def _learn(self, batch: Batch, rate: float) -> None:
        sides = (batch.source, batch.target_in, batch.target_out)
        batch = Batch(*(side.to(self._device) for side in sides))
        with torch.autocast(self._device.type, torch.bfloat16, enabled=has_bfloat16(self._device)):
            loss = self._loss(self._model, batch, self._plan.label_smoothing)
        loss.backward()
        seen = torch.tensor([loss.item(), batch.target_tokens], device=self._device)
        gradients = [parameter.grad for parameter in self._model.parameters()]
        exchange([*gradients, seen], self._plan.processes)
        # Sums over the processes: only the direction and the clipped size matter from here on.
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizers.step(rate)
        self._losses.append(seen[0].item() / self._plan.processes)
        self._step += 1
        self._tokens += int(seen[1])

    def _say(self, now: float) -> None:
        mean = sum(self._losses) / len(self._losses)
        speed = (self._tokens - self._tokens_said) / (now - self._said)
        line = {
            "step": self._step,
            "tokens": self._tokens,
            "loss": round(mean, 4),
            "tokens_per_s": round(speed),
        }
        if not self._rank:
            with (self._work / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            print(line, flush=True)
        if not math.isfinite(mean):
            raise FloatingPointError("the loss is not finite; resume with a lower rate")
        self._said, self._losses, self._tokens_said = now, [], self._tokens

    def _save(self, name: str) -> None:
        """Write a checkpoint in one move, so that a kill leaves the old one whole."""
        if self._rank:
            return
        state = checkpoint(self._model, step=self._step, tokens=self._tokens)
        if name == "stable.pt":
            state["optimizers"] = self._optimizers.state_dict()
        partial = self._work / f"{name}.partial"
        torch.save(state, partial)
        partial.replace(self._work / name)


def _process(rank: int, work: Path, plan: Plan, start: Path | None, meeting: str) -> None:
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo", init_method=f"file://{meeting}", rank=rank, world_size=plan.processes
    )
    try:
        _Run(work, plan, start, rank).go()
    finally:
        dist.destroy_process_group()


def train(work: Path, plan: Plan, start: Path | None = None) -> None:
    """Train for `plan.minutes`; resume from `work/stable.pt` where it exists.

    Writes `stable.pt` (to resume from), `final.pt` (weights after the decay), `snapshot-STEP.pt`
    where the plan keeps any, and a line a minute to `log.jsonl`: step, target tokens, loss,
    tokens/s.

    Args:
        start: a shipped model's folder to begin with where there is no `stable.pt`.
    """
    if plan.processes == 1:
        _Run(work, plan, start, 0).go()
        return
    with TemporaryDirectory() as scratch:
        meeting = str(Path(scratch) / "meeting")
        multiprocessing.spawn(_process, (work, plan, start, meeting), nprocs=plan.processes)
