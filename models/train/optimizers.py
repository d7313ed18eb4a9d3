"""Muon for the matrices of the layers, AdamW for the rest, shared by all training processes."""

from typing import Any

import torch
from model import Translator
from torch import Tensor
from torch import distributed as dist
from torch.optim import Optimizer

# Quintic Newton-Schulz iteration of Jordan et al. (2024): steep at zero, loose around one.
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


def has_bfloat16(device: torch.device) -> bool:
    """Whether the device multiplies in bfloat16; a CPU that does not would emulate it, slowly."""
    return device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)


def orthogonalised(matrix: Tensor) -> Tensor:
    """The nearest matrix [m, n] with singular values of about one.

    In bfloat16 where the device has it: the iteration only has to come near, and takes a quarter
    of the time.
    """
    a, b, c = _COEFFICIENTS
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / x.norm().clamp(min=1e-7)
    if has_bfloat16(matrix.device):
        x = x.bfloat16()
    for _ in range(_ITERATIONS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.T if tall else x).to(matrix.dtype)


class Muon(Optimizer):
    """Momentum, orthogonalised (Jordan et al., 2024), scaled to the size of AdamW's steps.

    torch's own works in bfloat16 everywhere, and a CPU without such instructions runs that fifty
    times slower than float32. Here each process orthogonalises its share of the matrices and they
    exchange the results, so that the work is not done once a process.
    """

    def __init__(
        self, parameters: list[Tensor], *, momentum: float = 0.95, weight_decay: float = 0.02
    ) -> None:
        defaults = {"lr": 0.0, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """One step on the gradients, which must be the same in every process."""
        del closure
        rank, processes = (
            (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        )
        for group in self.param_groups:
            parameters = group["params"]
            updates = [torch.zeros_like(parameter) for parameter in parameters]
            for index, parameter in enumerate(parameters):
                buffer = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
                buffer.lerp_(parameter.grad, 1 - group["momentum"])
                if index % processes == rank:
                    ahead = parameter.grad.lerp(buffer, group["momentum"])
                    updates[index] = orthogonalised(ahead)
            exchange(updates, processes)
            for parameter, update in zip(parameters, updates, strict=True):
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                size = 0.2 * max(parameter.shape) ** 0.5
                parameter.add_(update, alpha=-group["lr"] * size)


def exchange(tensors: list[Tensor], processes: int) -> None:
    """Replace each tensor by its sum over the processes, in one message."""
    if processes == 1:
        return
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
    dist.all_reduce(flat)
    for tensor, part in zip(
        tensors, flat.split([tensor.numel() for tensor in tensors]), strict=True
    ):
        tensor.copy_(part.view_as(tensor))


class Optimizers:
    """Both optimisers under one rate."""

    def __init__(self, model: Translator) -> None:
        matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embedding" not in n]
        others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embedding" in n]
        self.all: tuple[Optimizer, ...] = (
            Muon(matrices),
            torch.optim.AdamW(others, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0),
        )

    def step(self, rate: float) -> None:
        """Apply the gradients and drop them."""
        for optimizer in self.all:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        """Both states, for a checkpoint."""
        return [optimizer.state_dict() for optimizer in self.all]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        """Go on from a checkpoint's states."""
        for optimizer, state in zip(self.all, states, strict=True):
            optimizer.load_state_dict(state)
