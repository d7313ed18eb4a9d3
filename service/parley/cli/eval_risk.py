"""eval risk: what the rules catch on labelled lines, and would flag in stored messages."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from parley.app import build_rules, load_corrections, load_estimator, policies_of_record
from parley.cli.connect import fail, settings_from
from parley.cli.options import config_option
from parley.config import ConfigError, Settings
from parley.domain.conversation import TENANT_KEY
from parley.domain.decide import AUDIT_RULE, Policy, decide, is_audited
from parley.domain.errors import ParleyError
from parley.domain.glossary import GlossaryTerm
from parley.domain.language import primary, same_language
from parley.domain.message import Decision, Flag, Formality, Message, Origin
from parley.domain.ports import DecidedMessage, Exchange
from parley.engine.catalog import find_models_folder
from parley.flow.glossary import Glossary
from parley.risk.labelled import (
    LabelError,
    LabelledLine,
    Scores,
    as_exchange,
    read_labelled,
    score,
    times_s,
)
from parley.risk.live import LiveRules
from parley.store.sqlite import SqliteStore

_LABELLED = ("quality", "risk", "held_out.tsv")
_WORDS = 60
# A hundred years: no calendar goes back much further than it must.
_MOST_HOURS = 876_000


@click.command(short_help="Score the risk rules, or show what they would flag.")
@click.option("--lines", "files", multiple=True, type=click.Path(path_type=Path, dir_okay=False),
              help="Labelled lines; may be given again. Default: the shipped ones.")  # fmt: skip
@click.option("--database", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="Stored messages instead: what these settings would flag in them.")  # fmt: skip
@click.option("--hours", type=float, default=24.0, show_default=True,
              help="Of the database: how far back.")  # fmt: skip
@click.option("--show", type=int, default=0, metavar="N",
              help="Print N of the lines that were missed, or are flagged otherwise.")  # fmt: skip
@config_option
def eval_risk(
    files: tuple[Path, ...], database: Path | None, hours: float, show: int, config: Path | None
) -> None:
    """Recall, precision and speed of the risk rules.

    With --database nothing is changed: stored messages are judged again under the settings of
    --config, and the table says what would differ from what was flagged then. A channel whose
    policy was changed in the console keeps that one, as it would in the service.
    """
    if files and database is not None:
        raise click.UsageError("--lines or --database, not both")
    if not 0 < hours <= _MOST_HOURS:
        fail("INVALID_HOURS", f"--hours {hours:g}: more than 0, and {_MOST_HOURS:,} at most")
    if show < 0:
        fail("INVALID_SHOW", f"--show {show}: 0 or more")
    settings = settings_from(config)
    try:
        rules = build_rules(settings)
        if database is not None:
            asyncio.run(_dry_run(rules, settings, database, hours, show))
            return
        lines = [line for file in files or (_shipped(settings),) for line in read_labelled(file)]
    except ConfigError as error:
        fail("INVALID_CONFIG", str(error))
    except LabelError as error:
        fail("CORPUS_UNREADABLE", str(error))
    except ParleyError as error:
        fail(error.reason, error.message)
    _print_scores(score(lines, rules), show)
    _print_times(lines, rules)


def _shipped(settings: Settings) -> Path:
    file = find_models_folder(settings.models_folder).joinpath(*_LABELLED)
    if not file.is_file():
        raise LabelError(f"{file}: there is no such file; --lines names others")
    return file


def _print_scores(scores: Scores, show: int) -> None:
    click.echo(f"| {'rule':<20} | lines | recall | precision | span |")
    click.echo("|---|---:|---:|---:|---:|")
    for rule, of in scores.by_rule.items():
        click.echo(
            f"| {rule:<20} | {of.positives} | {of.recall:.1%} | {of.precision:.1%} "
            f"| {of.overlap:.1%} |"
        )
    total = sum(of.positives for of in scores.by_rule.values())
    click.echo(
        f"| {'macro average':<20} | {total} | {scores.macro('recall'):.1%} "
        f"| {scores.macro('precision'):.1%} | {scores.macro('overlap'):.1%} |"
    )
    share = scores.harmless_flagged / max(1, scores.harmless)
    click.echo(f"\n{scores.harmless} harmless lines, {share:.1%} of them flagged")
    for line in scores.missed[:show]:
        click.echo(f"missed  {line.language} {line.rule}: {line.text}")
    for rule, line in scores.alarms[:show]:
        click.echo(f"alarm   {line.language} {rule}: {line.text}")


def _print_times(lines: Sequence[LabelledLine], rules: LiveRules) -> None:
    taken = sorted(times_s([as_exchange(line) for line in lines], rules))
    if taken:
        p50, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
        click.echo(
            f"all rules: p50 {p50 * 1000:.3f} ms, p99 {p99 * 1000:.3f} ms of CPU time a message"
        )


@dataclass(frozen=True, slots=True)
class _Difference:
    """A message that these settings would treat in another way, and how, in words."""

    message: Message
    marks: tuple[str, ...]


async def _dry_run(
    rules: LiveRules, settings: Settings, database: Path, hours: float, show: int
) -> None:
    estimator = load_estimator(settings)
    corrections = load_corrections(settings, estimator)
    store = SqliteStore(database, read_only=True)
    try:
        policies = await policies_of_record(settings, estimator, store, corrections)
        glossary = Glossary(store)
        found = [
            (decided, exchange, policy)
            for decided in await store.recent_messages(datetime.now(UTC) - timedelta(hours=hours))
            for policy in [policies.get(decided.message.channel) or policies[""]]
            for exchange in [await _exchange(decided, policy, settings.formality, glossary)]
        ]
    finally:
        await store.close()
    then: Counter[str] = Counter()
    now: Counter[str] = Counter()
    decided_then: Counter[str] = Counter()
    decided_now: Counter[str] = Counter()
    differing: list[_Difference] = []
    known = {rule.id for rule in rules.rules.rules}
    of_source = {rule.id for rule in rules.rules.rules if not rule.judges_translation}
    for decided, exchange, policy in found:
        message = decided.message
        flags = rules.assess(exchange)
        # Flags of the pipeline's own making are not the rules' to change, nor can those about a
        # translation be looked at again that is not there.
        judged = known if decided.proposed else of_source
        kept = [flag for flag in message.flags if flag.rule not in judged]
        before = {flag.rule for flag in message.flags} & judged
        after = {flag.rule for flag in flags}
        then.update(before)
        now.update(after)
        was = message.decision.value if message.decision else "none"
        is_now = _decide(decided, [*kept, *flags], policy).value
        decided_then[was] += 1
        decided_now[is_now] += 1
        marks = [f"+{rule}" for rule in sorted(after - before)]
        marks += [f"-{rule}" for rule in sorted(before - after)]
        if was != is_now:
            marks.append(f"{was} to {is_now}")
        if marks:
            differing.append(_Difference(message, tuple(marks)))
    click.echo(f"{len(found)} messages of the last {hours:g} hours, {len(differing)} differ\n")
    _print_table("rule", then, now)
    _print_table("decision", decided_then, decided_now)
    for difference in differing[:show]:
        click.echo(f"{', '.join(difference.marks)}: {difference.message.text[:_WORDS]}")


def _decide(decided: DecidedMessage, flags: Sequence[Flag], policy: Policy) -> Decision:
    """What the service would make of it, random audit included."""
    message, made = decided.message, decided.proposed
    tenant = decided.conversation.metadata.get(TENANT_KEY, "")
    direction, confidence = "", 1.0
    if made is not None:
        direction = f"{primary(made.source_language)}-{primary(made.target_language)}"
        confidence = made.confidence
    weighed = [flag for flag in flags if flag.rule != AUDIT_RULE]
    decision = decide(weighed, confidence, policy, direction, tenant)
    of_model = made is not None and made.origin is Origin.MODEL
    if (
        decision is Decision.DELIVER
        and of_model
        and is_audited(message.message_id, policy.audit_share)
    ):
        return Decision.DELIVER_AND_REVIEW
    return decision


def _print_table(what: str, then: Counter[str], now: Counter[str]) -> None:
    click.echo(f"| {what:<20} | then | now | change |")
    click.echo("|---|---:|---:|---:|")
    for name in sorted(then.keys() | now.keys()):
        click.echo(f"| {name:<20} | {then[name]} | {now[name]} | {now[name] - then[name]:+d} |")
    click.echo("")


async def _exchange(
    decided: DecidedMessage, policy: Policy, formality: Formality, glossary: Glossary
) -> Exchange:
    """The message as the rules would see it now, but for what came before.

    A translation is judged by the form of address that it was made in: in another the service would
    make another one. Where that is not on record it is the one that holds now.
    """
    message, made = decided.message, decided.proposed
    language = message.detection.language if message.detection else ""
    translated = made is not None and not same_language(made.source_language, made.target_language)
    target = made.target_language if made and translated else None
    terms: tuple[GlossaryTerm, ...] = ()
    if target:
        terms = await glossary.terms_in(message.text, language, target, message.channel)
    return Exchange(
        source=message.text,
        source_language=language,
        translation=made.text if made and translated else None,
        target_language=target,
        formality=(
            (made.formality if made else None)
            or decided.conversation.formality
            or policy.formality
            or formality
        ),
        from_memory=made is not None and made.origin in {Origin.MEMORY, Origin.REVIEWER},
        author_role=message.author_role,
        channel=message.channel,
        metadata=decided.conversation.metadata,
        vip=policy.vip,
        terms=tuple(term.demand() for term in terms),
    )
