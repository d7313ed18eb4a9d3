"""The training loop: time-boxed, resumable, bf16, on CPU or GPU.

Hidden matrices are trained with Muon (Jordan et al., 2024), embeddings and gains with AdamW. The
rate is warmed up, held, and brought down to nothing over the last part of the time given
(warm-up, stable, decay); the checkpoint to resume from is the one from before the decay.
"""

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from batches import PAD, Batch, Examples
from model import Shape, Translator
from torch import Tensor
from torch.nn import functional as F

# While the rate decays the model settles: on conversations more than on anything else.
_OTHER_SHARE_AT_LAST = 0.3
_LOG_S = 60.0
_SAVE_S = 300.0
# The rate does not fall to nothing: the last steps still learn.
_LOWEST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast.

    `tokens` counts padded pieces a batch, `decay` is a share of the time.
    """

    minutes: float
    tokens: int = 1500
    rate: float = 2.5e-3
    warm_up_steps: int = 250
    decay: float = 0.25
    label_smoothing: float = 0.1
    seed: int = 1
    # Short lines first: the alignment between the languages is found on them.
    short_first_steps: int = 1500


class Optimizers:
    """Muon for the matrices of the layers, AdamW for the rest, under one rate."""

    def __init__(self, model: Translator) -> None:
        matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embedding" not in n]
        others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embedding" in n]
        self.all = (
            torch.optim.Muon(
                matrices, lr=0.0, weight_decay=0.02, momentum=0.95, adjust_lr_fn="match_rms_adamw"
            ),
            torch.optim.AdamW(others, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0),
        )

    def step(self, rate: float) -> None:
        for optimizer in self.all:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        return [optimizer.state_dict() for optimizer in self.all]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        for optimizer, state in zip(self.all, states, strict=True):
            optimizer.load_state_dict(state)


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


class _Run:
    """One time-boxed stretch of training: where it stands, what it logs, what it saves."""

    def __init__(self, work: Path, plan: Plan, shape: Shape | None) -> None:
        self._work = work
        self._plan = plan
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(plan.seed)
        self._step, self._tokens = 0, 0
        state: dict[str, Any] = {}
        stable = work / "stable.pt"
        if stable.exists():
            self._model, state = load(stable, self._device)
            self._step, self._tokens = state["step"], state["tokens"]
        # A resumed run draws other examples than the one before it.
        self._examples = Examples(work, plan.seed + self._step)
        if not state:
            shape = shape or Shape(vocabulary=self._examples.vocabulary_size)
            self._model = Translator(shape).to(self._device)
        self._optimizers = Optimizers(self._model)
        if "optimizers" in state:
            self._optimizers.load_state_dict(state["optimizers"])
        self._losses: list[float] = []
        self._said = self._saved = time.monotonic()
        self._tokens_said = self._tokens

    def go(self) -> None:
        """Train until the time is up."""
        size = sum(parameter.numel() for parameter in self._model.parameters())
        print(
            f"{size:,} parameters on {self._device}, {len(self._examples):,} examples, "
            f"from step {self._step}"
        )
        plan = self._plan
        limit = plan.minutes * 60
        decay_from = limit * (1 - plan.decay)
        short, full = (self._examples.batches(plan.tokens, longest) for longest in (14, 96))
        focused = self._examples.batches(plan.tokens, 96, other_share=_OTHER_SHARE_AT_LAST)
        started = time.monotonic()
        decaying = False
        while (elapsed := time.monotonic() - started) < limit:
            if elapsed >= decay_from and not decaying:
                decaying = True
                self._save("stable.pt")
            warm = min(1.0, (self._step + 1) / plan.warm_up_steps)
            left = (limit - elapsed) / (limit - decay_from) if decaying else 1.0
            whole = focused if decaying else full
            batch = next(short if self._step < plan.short_first_steps else whole)
            self._learn(batch, plan.rate * warm * max(_LOWEST_SHARE, left))
            now = time.monotonic()
            if now - self._said > _LOG_S:
                self._say(now)
            if not decaying and now - self._saved > _SAVE_S:
                self._save("stable.pt")
                self._saved = now
        self._save("final.pt")

    def _learn(self, batch: Batch, rate: float) -> None:
        sides = (batch.source, batch.target_in, batch.target_out)
        batch = Batch(*(side.to(self._device) for side in sides))
        with torch.autocast(self._device.type, torch.bfloat16):
            loss = loss_of(self._model, batch, self._plan.label_smoothing)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizers.step(rate)
        self._losses.append(loss.item())
        self._step += 1
        self._tokens += batch.target_tokens

    def _say(self, now: float) -> None:
        mean = sum(self._losses) / len(self._losses)
        speed = (self._tokens - self._tokens_said) / (now - self._said)
        line = {
            "step": self._step,
            "tokens": self._tokens,
            "loss": round(mean, 4),
            "tokens_per_s": round(speed),
        }
        with (self._work / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)
        if not math.isfinite(mean):
            raise FloatingPointError("the loss is not finite; resume with a lower rate")
        self._said, self._losses, self._tokens_said = now, [], self._tokens

    def _save(self, name: str) -> None:
        """Write a checkpoint in one move, so that a kill leaves the old one whole."""
        state: dict[str, Any] = {
            "shape": asdict(self._model.shape),
            "weights": self._model.state_dict(),
            "step": self._step,
            "tokens": self._tokens,
        }
        if name == "stable.pt":
            state["optimizers"] = self._optimizers.state_dict()
        partial = self._work / f"{name}.partial"
        torch.save(state, partial)
        partial.replace(self._work / name)


def train(work: Path, plan: Plan, shape: Shape | None = None) -> None:
    """Train for `plan.minutes`; resume from `work/stable.pt` where it exists.

    Writes `stable.pt` (to resume from), `final.pt` (weights after the decay) and a line a minute
    to `log.jsonl`: step, target tokens, loss, tokens/s.
    """
    _Run(work, plan, shape).go()
