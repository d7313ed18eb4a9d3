"""Answers as plain objects for `--json`, and as lines for people."""

from collections.abc import Iterable
from typing import Any

from parley.rpc.gen import channel_pb2
from parley.rpc.gen import channel_service_pb2 as channels

_SIDES = {channel_pb2.SPAN_SIDE_SOURCE: "source", channel_pb2.SPAN_SIDE_TRANSLATION: "translation"}


def _enum(kind: Any, prefix: str, value: int) -> str:
    """ "deliver" for DECISION_DELIVER."""
    name: str = kind.Name(value)
    return name.removeprefix(prefix).lower()


def flag(value: channel_pb2.Flag) -> dict[str, Any]:
    """Keys: rule, category, severity, reason, span (start, end, side; None for the whole)."""
    span = None
    if value.HasField("span"):
        span = {
            "start": value.span.start,
            "end": value.span.end,
            "side": _SIDES.get(value.span.side, ""),
        }
    return {
        "rule": value.rule,
        "category": value.category,
        "severity": _enum(channel_pb2.Severity, "SEVERITY_", value.severity),
        "reason": value.reason,
        "span": span,
    }


def translation(text: str, answer: channels.TranslateResponse) -> dict[str, Any]:
    """Keys: text, source, target, translation, confidence, flags, decision, and more.

    `model` names two, as "a+b", where a third language was in between; it is empty where no model
    was asked.
    """
    made = answer.translation
    return {
        "text": text,
        "source": made.source_language,
        "target": made.target_language,
        "translation": made.text,
        "confidence": round(made.confidence, 4),
        "low_confidence": [{"start": s.start, "end": s.end} for s in made.low_confidence_spans],
        "flags": [flag(value) for value in answer.flags],
        "decision": _enum(channel_pb2.Decision, "DECISION_", answer.decision),
        "origin": _enum(channel_pb2.TranslationOrigin, "TRANSLATION_ORIGIN_", made.origin),
        "model": made.model,
    }


def way(outcome: dict[str, Any]) -> str:
    """By which models a line came through a third language; empty where it did not."""
    model: str = outcome.get("model", "")
    if "+" not in model:
        return ""
    pair = f"{outcome['source']} to {outcome['target']}"
    return f"{pair} through a third language, by {model}"


def untranslated(text: str, source: str, target: str) -> dict[str, Any]:
    """The outcome for a line without text: itself."""
    return {
        "text": text,
        "source": source or "und",
        "target": target,
        "translation": text,
        "confidence": 1.0,
        "low_confidence": [],
        "flags": [],
        "decision": "deliver",
        "origin": "identity",
        "model": "",
    }


def detection(text: str, found: channel_pb2.Detection) -> dict[str, Any]:
    """Keys: text, language ("und" if none shows), confidence, alternatives."""
    return {
        "text": text,
        "language": found.language or "und",
        "confidence": round(found.confidence, 4),
        "alternatives": [
            {"language": c.language, "probability": round(c.probability, 4)}
            for c in found.alternatives
        ],
    }


def undetected(text: str) -> dict[str, Any]:
    """The outcome for a line without text."""
    return {"text": text, "language": "und", "confidence": 0.0, "alternatives": []}


def flags(text: str, language: str, found: Iterable[channel_pb2.Flag]) -> dict[str, Any]:
    """Keys: text, source, flags, summary."""
    listed = [flag(value) for value in found]
    summary = "; ".join(f"{f['severity']} {f['rule']}: {f['reason']}" for f in listed)
    return {"text": text, "source": language, "flags": listed, "summary": summary or "-"}


def explained(
    found: dict[str, Any], translation: str | None, decision: int, confidence: float | None
) -> dict[str, Any]:
    """An outcome of `flags` with the decision and a line a flag; `summary` is for people.

    `translation` is None where there is none; `confidence` where none of ours was weighed.
    """
    name = _enum(channel_pb2.Decision, "DECISION_", decision)
    shown = "" if translation is None else f"  =>  {translation or '(empty)'}"
    lines = [f"{name}: {found['text']}{shown}"]
    for one in found["flags"]:
        span = one["span"]
        text = found["text"]
        if translation and span and span["side"] == "translation":
            text = translation
        marked = f" “{text[span['start'] : span['end']]}”" if span else ""
        lines.append(
            f"    {one['severity']} {one['rule']} ({one['category']}){marked}: {one['reason']}"
        )
    if confidence is not None:
        lines.append(f"    confidence {confidence:.3f}")
    return {
        **found, "decision": name, "confidence": confidence, "summary": "\n".join(lines)
    }  # fmt: skip
