"""Settings from a file and the environment, and what is wrong with them."""

from pathlib import Path

import pytest

from parley.config import ConfigError, Settings, load_settings
from parley.domain.decide import Choice, OnDeadline, Policy
from parley.domain.message import Decision, Priority, Severity
from support.settings import load


def test_without_anything_there_are_defaults() -> None:
    """They can be used as they are, and "chat" and "email" are there."""
    settings = load_settings(None, {})
    assert settings == Settings()
    assert set(settings.all_channels()) == {"chat", "email"}


def test_a_file_sets_what_it_names(tmp_path: Path) -> None:
    """Everything else keeps its default."""
    settings = load(tmp_path, 'beam_size = 4\nlanguages = ["de", "en"]\nlisten = "[::]:50"')
    assert settings == Settings(beam_size=4, languages=("de", "en"), listen="[::]:50")


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    """One variable overrides one setting."""
    settings = load(tmp_path, 'beam_size = 4\ndatabase = "a.db"', BEAM_SIZE="5")
    assert (settings.beam_size, settings.database) == (5, "a.db")


def test_the_environment_can_name_the_file(tmp_path: Path) -> None:
    """PARLEY_CONFIG is for services, an argument comes before it."""
    (tmp_path / "one.toml").write_text("beam_size = 3")
    (tmp_path / "two.toml").write_text("beam_size = 4")
    environment = {"PARLEY_CONFIG": str(tmp_path / "one.toml")}
    assert load_settings(None, environment).beam_size == 3
    assert load_settings(tmp_path / "two.toml", environment).beam_size == 4


@pytest.mark.parametrize(
    ("written", "languages"),
    [
        ("en,de,fr", ("en", "de", "fr")),
        (" en , de ,", ("en", "de")),
        ("en", ("en",)),
        ("", ()),
    ],
)
def test_lists_are_separated_by_commas(
    tmp_path: Path, written: str, languages: tuple[str, ...]
) -> None:
    """Spaces and a last comma do no harm; nothing is an empty list, also over a file's."""
    assert load(tmp_path, 'languages = ["pt"]', LANGUAGES=written).languages == languages


def test_languages_are_kept_in_their_usual_case(tmp_path: Path) -> None:
    """Everything else compares them as they are."""
    settings = load(tmp_path, 'agent_language = "EN_gb"\nlanguages = ["pt-br", "DE"]')
    assert (settings.agent_language, settings.languages) == ("en-GB", ("pt-BR", "de"))


def test_numbers_in_the_environment_are_numbers(tmp_path: Path) -> None:
    """Whole ones and others."""
    settings = load(tmp_path, BATCH_TOKENS="2048", DRAIN_GRACE_S="1.5")
    assert (settings.batch_tokens, settings.drain_grace_s) == (2048, 1.5)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("beam_sise = 4", "beam_sise"),
        ('[channels.chat]\nhold_bellow = 0.5\n[channels.email]\npriority = "live"', "hold_bellow"),
        ("beam_size = [4]", "beam_size"),
        ("beam_size = 2.5", "beam_size"),
        ("database = 5", "database"),
        ('languages = "de,en"', "languages"),
        ('channels = "chat"', "channels"),
        ('[channels.chat]\non_deadline = "shrug"', "on_deadline"),
        ('[channels.chat.rules]\nidiom = "drop"', "idiom|rules"),
        ('[channels.chat.severities]\nfatal = "hold"', "fatal"),
        ('[channels.chat.rules]\nidiot = "hold"', "rules: no rule is named 'idiot'"),
        ('[channels.chat.rules]\nrule-fault = "deliver"', "rule-fault"),
        ('[channels.chat]\ntwo_person_rules = ["personal"]', "two_person_rules: no rule"),
        ("[channels.chat]\nhold_deadline_s = nan", "hold_deadline_s: between"),
        ("[channels.chat]\nhold_deadline_s = inf", "hold_deadline_s: between"),
        ('[channels.chat]\npriority = "urgent"', "urgent"),
        ('default_channel = "sms"', "sms"),
        ("beam_size = -1", "beam_size"),
        ("beam_size = 17", "beam_size"),
        ("batch_tokens = 0", "batch_tokens"),
        ("queue_tokens = -1", "queue_tokens"),
        ("max_text_bytes = 0", "max_text_bytes"),
        ("max_segment_characters = 0", "max_segment_characters"),
        ("max_unfinished_messages = 0", "max_unfinished_messages"),
        ("max_in_flight_per_stream = 0", "max_in_flight_per_stream"),
        ("beam_size = ", "parley.toml"),
        ("beam_size = 4\nbeam_size = 5", "parley.toml"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    """An unknown name, a wrong type, a value that cannot be: the error says which."""
    with pytest.raises(ConfigError, match=named):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('database = "a\\u0000b"', "database: holds a null character"),
        ('console_listen = "a\\u0000b:80"', "console_listen: holds a null character"),
        ('[channels.""]\naudit_share = 1.0', "channels: a channel's name is empty"),
        (
            '[review.reviewers.rita]\ngroups = ["Billing"]',
            "review.reviewers.rita.groups: a group's name is 1 to 64 small letters, digits, - "
            "and _",
        ),
        (
            "[channels.chat]\nhold_bellow = 0.5",
            "channels.chat.hold_bellow: no setting is named 'hold_bellow'; "
            "did you mean hold_below or hold_budget?",
        ),
        (
            '[channels.email]\non_deadline = "shrug"',
            "channels.email.on_deadline: one of deliver, escalate, not 'shrug'",
        ),
        (
            '[channels.chat.rules]\nidiom = "drop"',
            "channels.chat.rules.idiom: one of deliver, deliver_and_review, hold, not 'drop'",
        ),
        (
            '[channels.sms]\npriority = "urgent"',
            "channels.sms.priority: one of live, email, backfill, not 'urgent'",
        ),
        (
            '[channels.chat.severities]\nfatal = "hold"',
            "channels.chat.severities: no severity is named 'fatal'; "
            "there are minor, major, critical",
        ),
        (
            '[[channels.chat.scopes]]\ntenant = "a"\nhold_below = 1\n'
            '[[channels.chat.scopes]]\ntenant = "acme"\nhold_below = "much"',
            "channels.chat.scopes.1.hold_below: a number, not 'much'",
        ),
        ("[channels]\nchat = [1]", "channels.chat: a table, not a list"),
        (
            '[channels.chat.vip]\ntier = "gold"',
            "channels.chat.vip.tier: a list in brackets, not 'gold'",
        ),
        (
            '[review.reviewers.rita]\nrole = "boss"',
            "review.reviewers.rita.role: one of reviewer, senior, admin, not 'boss'",
        ),
        (
            '[review.reviewers.rita]\ntime_zone = "Mars"',
            "review.reviewers.rita.time_zone: 'Mars' is no IANA time zone",
        ),
        (
            '[[risk.scopes]]\noff = ["idiom"]\n[[risk.scopes]]\ndirection = "english-german"',
            "risk.scopes.1.direction: 'english-german' is not written like 'de-en'",
        ),
        ('[console.oidc]\nissuer = "https://x"', "console.oidc.client_id: is missing"),
        ("starter_memory = 3", "starter_memory: true or false, not 3"),
        ("[console]\nsession_idle_s = inf", "console.session_idle_s: over 0 and at most a year"),
        ("max_connection_age_s = inf", "max_connection_age_s: between 0 and 1814400, not inf"),
        ("watch_models_s = nan", "watch_models_s: between 0 and 1814400, not nan"),
        ("parallel_batches = 100_000", "parallel_batches: between 0 and 512, not 100000"),
        ("review_lease_s = 0", "review_lease_s: between 5 and 14400, not 0"),
        ('database = ""', "database: is empty"),
        (
            'detector = "best"',
            "detector: one of auto, fasttext, langdetect, papagan, not 'best'",
        ),
        ('languages = ["de", "!"]', "languages.1: '!' is not a BCP-47 language tag"),
    ],
)
def test_a_fault_says_where_it_is_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    """The file, the tables down to the setting, what may stand there and what does."""
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / 'parley.toml'}: {said}")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BEAM_SIZE", "four", "a whole number, not 'four'"),
        ("BEAM_SIZE", "", "a whole number, not ''"),
        ("BATCH_TOKENS", "0", "at least 1, not 0"),
        ("DEFAULT_CHANNEL", "sms", "no channel is named 'sms'; there are chat, email"),
        ("BEAM_SISE", "4", "no setting is named 'beam_sise'; did you mean beam_size?"),
        ("CHANNELS", "x", "channels is a table, for the file only"),
    ],
)
def test_a_variable_that_cannot_be_is_named(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    """And not the file, which may be right."""
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, "beam_size = 4", **{name: value})
    assert str(raised.value) == f"environment: PARLEY_{name}: {said}"


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b""])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    """Missing or not UTF-8; an empty one is good."""
    file = tmp_path / "settings.toml"
    if content is not None:
        file.write_bytes(content)
    if content == b"":
        assert load_settings(file, {}) == Settings()
        return
    with pytest.raises(ConfigError, match=r"settings\.toml"):
        load_settings(file, {})


STRICT = """
default_channel = "sms"

[channels.sms]
hold_below = 0.5
review_below = 0.75
hold_deadline_s = 30.0
on_deadline = "escalate"
priority = "BackFill"

[channels.sms.severities]
minor = "hold"

[channels.sms.rules]
idiom = "deliver_and_review"
"""


def test_a_channels_settings_become_its_policy(tmp_path: Path) -> None:
    """Severities that it does not name keep their decision; the default channel's is also ""'s."""
    settings = load(tmp_path, STRICT)
    policy = settings.policies()["sms"]
    assert policy == Policy(
        hold_below=0.5,
        review_below=0.75,
        choice=Choice(hold_budget=None, review_budget=None),
        audit_share=0.01,
        by_severity={
            Severity.MINOR: Decision.HOLD,
            Severity.MAJOR: Decision.DELIVER_AND_REVIEW,
            Severity.CRITICAL: Decision.HOLD,
        },
        by_rule={"idiom": Decision.DELIVER_AND_REVIEW},
        hold_deadline_s=30.0,
        on_deadline=OnDeadline.ESCALATE,
        priority=Priority.BACKFILL,
    )
    assert settings.policies()[""] == policy
    assert settings.policies()["chat"] == Policy(audit_share=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "",
        STRICT.partition("\n\n")[2].replace("sms", "chat"),
        "[channels.chat]\nhold_below = 0.0\nreview_below = 0.0\nconfidence_level = 0.8\n"
        '[[channels.chat.scopes]]\ntenant = "x"\ncritical_error_bound = 0.1',
        '[channels.chat]\ncritical_error_bound = 0.1\n[channels.chat.vip]\ntier = ["b", "a"]',
        '[[channels.chat.scopes]]\ntenant = "x"\nhold_below = 0.1',
    ],
)
def test_saying_every_default_changes_nothing(tmp_path: Path, text: str) -> None:
    """Whoever copies a policy with all its settings has the same policy."""
    channel = load(tmp_path, text).all_channels()["chat"]
    assert channel.explicit().policy() == channel.policy()
    assert channel.explicit().fault() is None
    assert channel.explicit().explicit() == channel.explicit()
    assert channel.explicit().severities.keys() == {"minor", "major", "critical"}


def test_channels_have_priorities(tmp_path: Path) -> None:
    """Chat is live and e-mail is not, unless a file says otherwise."""
    assert priorities(Settings()) == {"chat": Priority.LIVE, "email": Priority.EMAIL}
    changed = priorities(load(tmp_path, STRICT + '[channels.email]\npriority = "live"'))
    assert changed == {"chat": Priority.LIVE, "email": Priority.LIVE, "sms": Priority.BACKFILL}


def priorities(settings: Settings) -> dict[str, Priority]:
    """By channel."""
    return {name: policy.priority for name, policy in settings.policies().items() if name}


def test_e_mail_waits_longer_for_a_reviewer_than_chat() -> None:
    """Hours against minutes, by default."""
    policies = Settings().policies()
    assert policies["email"].hold_deadline_s == 4 * 3600
    assert policies["chat"].hold_deadline_s == 600


PROVIDER = '[console.oidc]\nissuer = "https://id.example.org"\nclient_id = "parley"\n'


def test_the_providers_secret_can_come_from_the_environment(tmp_path: Path) -> None:
    """It comes before the file's, and is nothing where no provider is set."""
    file = f'{PROVIDER}client_secret = "of the file"'
    for environment, secret in (({}, "of the file"), ({"OIDC_CLIENT_SECRET": "other"}, "other")):
        provider = load(tmp_path, file, **environment).console.oidc
        assert provider is not None
        assert provider.client_secret == secret
    assert load(tmp_path, OIDC_CLIENT_SECRET="other") == Settings()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (PROVIDER.replace("https", "http"), "console.oidc.issuer"),
        (PROVIDER.replace('"parley"', '""'), "console.oidc.client_id"),
        (f'{PROVIDER}scopes = ["email"]', "console.oidc.scopes"),
        (f'{PROVIDER}role_claim = "groups"', "console.oidc.role_claim"),
        (f'{PROVIDER}console_url = "https://console.example.org/path"', "console.oidc.console_url"),
        (f'{PROVIDER}[console.oidc.roles]\nboss = ["x"]', "roles"),
    ],
)
def test_a_provider_that_cannot_be_used_is_refused(tmp_path: Path, text: str, named: str) -> None:
    """The message names the setting."""
    with pytest.raises(ConfigError, match=named):
        load(tmp_path, text)


def test_what_kubernetes_says_of_a_service_is_no_setting() -> None:
    """A Service named "parley" would keep every pod of its namespace from starting."""
    said = {
        "PARLEY_SERVICE_HOST": "10.0.0.7",
        "PARLEY_SERVICE_PORT": "50051",
        "PARLEY_SERVICE_PORT_GRPC": "50051",
        "PARLEY_PORT": "tcp://10.0.0.7:50051",
        "PARLEY_PORT_50051_TCP_ADDR": "10.0.0.7",
    }
    assert load_settings(None, said) == load_settings(None, {})
