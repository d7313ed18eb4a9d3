"""Signing in by way of another site, as a browser sees it."""

from pathlib import Path

from support.site import Site


def test_the_way_through_the_provider_ends_at_the_page_that_was_wanted(
    tmp_path: Path, open_browser
) -> None:
    """The strict cookie is there after another site's redirect, and no policy is broken."""
    from support.needs import need

    need("oidc", "authlib", "httpx2", "joserfc")
    from support.provider import CLIENT_ID, CLIENT_SECRET, providing

    with providing() as provider:
        provider.behave(preferred_username="rita")
        provider.asks = True
        table = f"""
[console.oidc]
issuer = "{provider.url}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
name = "Example ID"
"""
        with Site(tmp_path, console=table) as site:
            site.add_account("rita")
            site.add_account("ada", "--role", "admin")
            ada = open_browser()
            ada.sign_in(site, "ada")
            ada.find("#rows")
            ada.go(f"{site.url}/team")
            card = ada.find("[data-member=rita]")
            card.find_element("tag name", "summary").click()
            card.find_element("css selector", "[value=link]").click()
            ada.until_text("[data-member=rita]", "may link single sign-on until")
            assert ada.violations() == []
            rita = open_browser()
            rita.go(f"{site.url}/reports?days=30")
            assert rita.find("#single-sign-on").text == "Sign in with Example ID"
            assert rita.violations() == []
            rita.find("#single-sign-on").click()
            rita.find("#agree").click()
            rita.until(lambda: rita.path == "/reports")
            rita.until_text(".who", "rita")
            ada.go(f"{site.url}/team")
            ada.until_text("[data-member=rita]", "linked to single sign-on")
            # A page that failed leads back to where one can sign in.
            other = open_browser()
            provider.error = "access_denied"
            other.go(f"{site.url}/sign-in/oidc")
            other.find("#agree").click()
            other.until_text("code", "OIDC_PROVIDER_REFUSED")
            other.find("a[href='/sign-in']").click()
            other.find("#password")
            assert [line for line in rita.complaints() if site.url in line] == []
