"""Signing in to the console through an OpenID Connect provider, over real HTTP."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.rpc.gen import reviewer_pb2
from support.needs import need
from support.site import PASSWORD, Site

TABLE = """
[console.oidc]
issuer = "{issuer}"
client_id = "parley-console"
name = "Example ID"
{more}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator:
    need("oidc", "authlib", "httpx2", "joserfc")
    from support.provider import providing

    with providing() as running:
        yield running


@pytest.fixture(scope="module")
def site(provider, tmp_path_factory) -> Iterator[Site]:
    """A console where Rita has an account, and nobody gets one by coming."""
    with serving(provider, tmp_path_factory.mktemp("site")) as running:
        running.add_account("rita", "--role", "senior")
        running.allow_link("rita")
        yield running


def serving(provider, folder: Path, more: str = "") -> Site:
    from support.provider import CLIENT_SECRET

    table = TABLE.format(issuer=provider.url, more=more)
    environment = {"PARLEY_OIDC_CLIENT_SECRET": CLIENT_SECRET}
    return Site(folder, console=table, environment=environment)


@pytest.fixture
def visitor() -> Iterator:
    """A browser as far as HTTP goes, with cookies of its own."""
    import httpx2

    with httpx2.Client(follow_redirects=True) as client:
        yield client


def sign_in(visitor, site: Site, wanted: str = "/queue"):
    return visitor.get(f"{site.url}/sign-in/oidc", params={"next": wanted})


def reason(answer) -> str:
    """The machine-readable one on the page."""
    found = re.search(r"<code>([A-Z_]+)</code>", answer.text)
    assert found, answer.text
    return found.group(1)


def is_in(visitor, site: Site) -> bool:
    return visitor.get(f"{site.url}/queue").url.path == "/queue"


def test_who_has_an_account_comes_in(provider, site: Site, visitor) -> None:
    """The session is one as after a password, and leads to the page that was wanted."""
    provider.behave(preferred_username="rita")
    page = visitor.get(f"{site.url}/sign-in?next=/reports")
    assert 'href="/sign-in/oidc?next=/reports"' in page.text
    assert "Sign in with Example ID" in page.text
    answer = sign_in(visitor, site, "/reports?days=30")
    assert answer.status_code == 200
    assert 'content="0;url=/reports?days=30"' in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if "parley=" in line]
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    queue = visitor.get(f"{site.url}/queue")
    assert queue.url.path == "/queue"
    assert ">rita</a>" in queue.text
    assert "/audit" in queue.text  # her own role, senior
    asked = provider.asked[-1]
    assert asked["scope"] == "openid profile email"
    assert asked["code_challenge_method"] == "S256"
    csrf = re.search(r'name="csrf" value="([^"]+)"', queue.text)
    assert csrf
    visitor.post(f"{site.url}/sign-out", data={"csrf": csrf.group(1)})
    assert not is_in(visitor, site)


def test_an_address_elsewhere_is_not_gone_to(provider, site: Site, visitor) -> None:
    """`next` stays inside the console."""
    provider.behave(preferred_username="rita")
    assert 'content="0;url=/queue"' in sign_in(visitor, site, "//example.org/").text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"nonce": "of another sign-in"}, "OIDC_WRONG_NONCE"),
        ({"nonce": None}, "OIDC_WRONG_NONCE"),
        ({"aud": "another-application"}, "OIDC_WRONG_AUDIENCE"),
        ({"aud": ["parley-console", "another"], "azp": "another"}, "OIDC_WRONG_AUDIENCE"),
        ({"aud": "another-application", "azp": "parley-console"}, "OIDC_WRONG_AUDIENCE"),
        ({"aud": None}, "OIDC_WRONG_AUDIENCE"),
        ({"iss": "https://elsewhere.example"}, "OIDC_WRONG_ISSUER"),
        ({"exp": 1_700_000_000}, "OIDC_TOKEN_EXPIRED"),
        ({"exp": None}, "OIDC_TOKEN_EXPIRED"),
        ({"sub": None}, "OIDC_TOKEN_INVALID"),
        ({"preferred_username": None}, "OIDC_NAME_MISSING"),
        ({"sub": "of mallory", "preferred_username": "mallory"}, "ACCOUNT_NEEDED"),
        ({"sub": "of mallory"}, "LINK_NOT_ALLOWED"),
        (
            {"preferred_username": None, "email": "rita", "email_verified": False},
            "OIDC_EMAIL_UNVERIFIED",
        ),
    ],
)
def test_a_token_with_a_fault_opens_nothing(
    provider, site: Site, visitor, changes, expected
) -> None:
    """The page says which check it did not pass."""
    provider.behave(preferred_username="rita")
    provider.changes = changes
    answer = sign_in(visitor, site)
    assert (answer.status_code, reason(answer)) == (403, expected)
    assert not is_in(visitor, site)


def test_a_foreign_signature_opens_nothing(provider, site: Site, visitor) -> None:
    """Neither another key under the same id, nor none, nor a secret that is shared."""
    from joserfc.jwk import OctKey, RSAKey

    from support.provider import CLIENT_SECRET

    provider.behave(preferred_username="rita")
    provider.signing_key = RSAKey.generate_key(2048)
    answer = sign_in(visitor, site)
    assert (answer.status_code, reason(answer)) == (403, "OIDC_BAD_SIGNATURE")
    secret = OctKey.import_key(CLIENT_SECRET)
    for algorithm, key in (("none", provider.published_key), ("HS256", secret)):
        provider.algorithm, provider.signing_key = algorithm, key
        answer = sign_in(visitor, site)
        assert (answer.status_code, reason(answer)) == (403, "OIDC_TOKEN_INVALID")
    assert not is_in(visitor, site)


def test_a_state_is_good_once_and_in_one_browser(provider, site: Site, visitor) -> None:
    """Neither the same address again nor another browser with it gets a session."""
    import httpx2

    provider.behave(preferred_username="rita")
    back = sign_in(visitor, site).url
    assert "code" in back.params
    again = visitor.get(back)
    assert (again.status_code, reason(again)) == (400, "OIDC_STATE_UNKNOWN")
    with httpx2.Client() as first, httpx2.Client(follow_redirects=True) as other:
        there = first.get(f"{site.url}/sign-in/oidc").headers["location"]
        back = first.get(there).headers["location"]
        # The other one has a sign-in of its own under way, too.
        provider.error = "access_denied"
        sign_in(other, site)
        stolen = other.get(back)
        assert (stolen.status_code, reason(stolen)) == (400, "OIDC_STATE_UNKNOWN")
        assert not is_in(other, site)
        assert "You are signed in" in first.get(back).text


def test_what_the_provider_refuses_is_said(provider, site: Site, visitor) -> None:
    """An error in place of a code, a code that is none, and an answer of another provider."""
    provider.behave(preferred_username="rita")
    provider.error = "access_denied"
    answer = sign_in(visitor, site)
    assert (answer.status_code, reason(answer)) == (403, "OIDC_PROVIDER_REFUSED")
    assert "access_denied" in answer.text
    for changed, expected in (
        ({"code": "invented"}, "OIDC_CODE_REFUSED"),
        ({"iss": "https://elsewhere.example"}, "OIDC_WRONG_ISSUER"),
    ):
        visitor.follow_redirects = False
        there = visitor.get(f"{site.url}/sign-in/oidc").headers["location"]
        state = re.search(r"[?&]state=([^&]+)", there)
        assert state
        answer = visitor.get(
            f"{site.url}/sign-in/oidc/callback",
            params={"state": state.group(1), "code": "invented", "iss": provider.url, **changed},
        )
        assert (answer.status_code, reason(answer)) == (403, expected)
    visitor.follow_redirects = True
    assert not is_in(visitor, site)


def test_the_log_has_the_reason_and_nothing_that_opens_a_door(
    provider, site: Site, visitor
) -> None:
    """No code, token, verifier, state, cookie or secret, of this sign-in or an earlier one."""
    from support.provider import CLIENT_SECRET

    provider.behave(preferred_username="rita")
    sign_in(visitor, site)
    provider.changes = {"nonce": "of another sign-in"}
    sign_in(visitor, site)
    log = site.log()
    assert "single sign-on refused: OIDC_WRONG_NONCE" in log
    asked = [sign_in[name] for sign_in in provider.asked for name in ("state", "nonce")]
    cookies = list(visitor.cookies.values())
    assert len(cookies) == 2
    secrets = [*provider.handed_out, *asked, *cookies, CLIENT_SECRET]
    assert [secret for secret in secrets if secret in log] == []


def test_a_name_alone_opens_no_account(provider, tmp_path) -> None:
    """Nobody takes an account, or a profile that waits for one, by choosing its name; who was
    linked keeps theirs under any name, and a namesake comes to nothing.
    """
    import httpx2

    def comes(subject: str, name: str):
        provider.behave(sub=subject, preferred_username=name)
        with httpx2.Client(follow_redirects=True) as browser:
            answer = sign_in(browser, site)
            if answer.status_code != 200:
                return reason(answer)
            found = re.search(r'title="Change your password">([^<]+)<', browser.get(site.url).text)
            assert found
            return found.group(1)

    with serving(provider, tmp_path, "create = true") as site:
        site.add_account("rita", "--role", "admin")
        site.client.create_reviewer(
            reviewer_pb2.Reviewer(
                reviewer_id="otto", role=reviewer_pb2.REVIEWER_ROLE_ADMIN, active=True
            ),
            admin="root",
        )
        assert comes("7", "rita") == "LINK_NOT_ALLOWED"
        assert comes("7", "otto") == "ACCOUNT_NEEDED"
        site.allow_link("rita")
        assert comes("7", "rita") == "rita"
        assert comes("8", "rita") == "LINK_NOT_ALLOWED"
        assert comes("7", "rita.newname") == "rita"
        assert comes("8", "rita.newname") == "rita.newname"
        # Given anew, it is the first comer's from then on, and no longer the other's.
        site.allow_link("rita")
        assert comes("9", "rita") == "rita"
        assert comes("7", "rita") == "LINK_NOT_ALLOWED"
        log = [
            (entry.actor, entry.verb) for entry in site.client.audit_entries(subject="account/rita")
        ]
        assert log == [
            ("command line", "create_account"),
            ("command line", "allow_link"),
            ("single sign-on", "link_account"),
            ("command line", "allow_link"),
            ("single sign-on", "link_account"),
        ]


def test_an_account_switched_off_stays_out(provider, site: Site, visitor) -> None:
    """So does one whose profile says that its reviewer left."""
    import httpx2

    for name, role in (("ada", "admin"), ("sam", "reviewer"), ("tom", "reviewer")):
        site.add_account(name, "--role", role)
        site.allow_link(name)
    provider.behave(preferred_username="ada")
    sign_in(visitor, site)
    page = visitor.get(f"{site.url}/team").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    switched = visitor.post(
        f"{site.url}/team/account",
        data={"csrf": csrf.group(1), "reviewer": "sam", "verb": "disable"},
    )
    assert switched.status_code == 200
    profile = site.client.reviewer("tom")
    profile.active = False
    site.client.update_reviewer(profile, admin="ada")
    for name, expected in (("sam", "ACCOUNT_DISABLED"), ("tom", "REVIEWER_INACTIVE")):
        provider.behave(preferred_username=name)
        with httpx2.Client(follow_redirects=True) as theirs:
            answer = sign_in(theirs, site)
            assert (answer.status_code, reason(answer)) == (403, expected)
            assert not is_in(theirs, site)


def test_passwords_are_good_beside_it(site: Site, visitor) -> None:
    """Local sign-in stays as it was."""
    page = visitor.get(f"{site.url}/sign-in").text
    key = re.search(r'name="form" value="([^"]+)"', page)
    assert key
    visitor.post(
        f"{site.url}/sign-in",
        data={"form": key.group(1), "name": "rita", "password": PASSWORD, "next": "/queue"},
    )
    assert is_in(visitor, site)


def test_roles_and_accounts_can_be_the_providers_to_give(provider, visitor, tmp_path) -> None:
    """With `create` and `roles`, who has a role there has it here, from each sign-in on."""
    more = """
create = true
name_claim = "email"
role_claim = "realm_access.roles"
[console.oidc.roles]
senior = ["leads"]
reviewer = ["staff"]
"""
    address = {"sub": "1", "email": "nia@example.org", "email_verified": True}
    with serving(provider, tmp_path, more) as site:
        provider.behave(**address)
        assert reason(sign_in(visitor, site)) == "OIDC_ROLE_MISSING"
        assert [profile.reviewer_id for profile in site.client.reviewers()] == []
        # The ID token may leave it to the userinfo endpoint.
        provider.userinfo = {"realm_access": {"roles": ["staff", "leads"]}}
        assert "You are signed in" in sign_in(visitor, site).text
        assert "/audit" in visitor.get(f"{site.url}/queue").text
        senior = site.client.reviewer("nia@example.org")
        provider.userinfo = {"realm_access": {"roles": ["staff"]}}
        assert "You are signed in" in sign_in(visitor, site).text
        assert 'href="/audit"' not in visitor.get(f"{site.url}/queue").text
        assert site.client.reviewer("nia@example.org").role != senior.role
        key = re.search(r'name="form" value="([^"]+)"', visitor.get(f"{site.url}/sign-in").text)
        assert key
        refused = visitor.post(
            f"{site.url}/sign-in",
            data={"form": key.group(1), "name": "nia@example.org", "password": ""},
        )
        assert refused.status_code == 401


def test_a_provider_that_is_away_is_said(visitor, tmp_path) -> None:
    """The button leads to a page that says so; passwords are good meanwhile."""
    need("oidc", "authlib", "httpx2", "joserfc")
    table = TABLE.format(issuer="http://127.0.0.1:9", more="")
    with Site(tmp_path, console=table) as site:
        answer = sign_in(visitor, site)
        assert (answer.status_code, reason(answer)) == (503, "OIDC_PROVIDER_UNAVAILABLE")
        assert visitor.get(f"{site.url}/sign-in").status_code == 200


def test_without_the_extra_the_start_says_what_to_install(tmp_path: Path) -> None:
    """`parley serve` leaves with one line that names the extra."""
    config = tmp_path / "parley.toml"
    table = TABLE.format(issuer="https://id.example.org", more="")
    config.write_text(table, encoding="utf-8")
    code = (
        "import sys; sys.modules['authlib'] = None; "
        "from parley.__main__ import main; main()"
    )  # fmt: skip
    left = subprocess.run(
        (
            *(sys.executable, "-c", code, "serve", "--config", str(config)),
            *("--listen", "127.0.0.1:0", "--database", str(tmp_path / "parley.db")),
        ),
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PARLEY_CONSOLE_LISTEN": "127.0.0.1:0"},
    )
    assert left.returncode == 1
    assert "INVALID_CONFIG: console.oidc" in left.stderr
    assert "pip install -e '.[oidc]' in the checkout" in left.stderr
    assert not (tmp_path / "parley.db").exists()
