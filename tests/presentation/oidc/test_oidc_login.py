"""Logging in through an identity provider: who comes in, as whom, and every way of pretending that must fail."""

import base64
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient

from noc_presentation.accounts.throttle import MOST_PER_ADDRESS
from noc_presentation.api.current import EXTENSION
from noc_presentation.oidc.configuration import ProviderSettings, SecondFactor
from noc_presentation.oidc.handshake import begun, sealed
from noc_presentation.oidc.provider import IdentityProvider
from tests.presentation.oidc.scripted_provider import CLIENT, SUBJECT, ScriptedProvider, rsa_key, serving
from tests.presentation.people import PASSWORD, somebody

BACK = "/api/v1/oidc/callback"
REDIRECT = "https://noc.example.org/api/v1/oidc/callback"


@pytest.fixture
def provider(house: Any) -> Iterator[ScriptedProvider]:
    with serving(ScriptedProvider(now=lambda: house.clock().timestamp())) as one:
        yield one


@pytest.fixture
def ways(house: Any, provider: ScriptedProvider) -> Iterator[Any]:
    """The same house with a way in through the provider; `ways(create_users=True)` is one with other settings."""
    made = []

    def with_settings(**changes: Any) -> Any:
        settings = ProviderSettings(provider.issuer, CLIENT, REDIRECT, "Example", **changes)
        made.append(IdentityProvider(settings))
        return with_provider(house, made[-1])

    yield with_settings
    for one in made:
        one.close()


@pytest.fixture
def way(ways: Any) -> Any:
    """With vera linked to the subject that the provider vouches for."""
    house = ways()
    vera = somebody(house, "vera", ("viewer", None))
    house.vera = vera
    link = house.person.post(f"/api/v1/users/{vera.id}/identities", json={"subject": SUBJECT})
    assert link.status_code == 201, link.text
    return house


def with_provider(house: Any, provider: IdentityProvider) -> Any:
    """The same application, which has a way in through this provider now."""
    house.resources = replace(house.resources, identity_provider=provider)
    house.app.extensions[EXTENSION] = house.resources
    return house


def sent_to(browser: FlaskClient) -> str:
    answer = browser.post("/api/v1/oidc/login", json={})
    assert answer.status_code == 201, answer.text
    url: str = answer.json["url"]  # type: ignore[index]
    return url


def log_in(house: Any, provider: ScriptedProvider, browser: FlaskClient | None = None) -> Any:
    browser = browser or house.anybody
    return browser.get(BACK, query_string=provider.log_in(sent_to(browser)))


def code(answer: Any) -> Any:
    return answer.status_code if answer.status_code < 400 else (answer.status_code, answer.json["code"])


def who(browser: FlaskClient) -> Any:
    answer = browser.get("/api/v1/session")
    return answer.json["user"]["name"] if answer.status_code == 200 else answer.status_code  # type: ignore[index]


class TestComingIn:
    def test_whoever_is_linked_comes_in_and_may_what_they_may(self, way: Any, provider: Any) -> None:
        browser = way.anybody

        answer = log_in(way, provider, browser)

        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert who(browser) == "vera"
        assert browser.get("/api/v1/procedures").status_code == 200

    def test_the_page_is_told_that_there_is_a_way(self, way: Any) -> None:
        assert way.anybody.get("/api/v1/oidc").json == {"enabled": True, "title": "Example"}

    def test_without_a_provider_there_is_no_way(self, house: Any) -> None:
        assert house.anybody.get("/api/v1/oidc").json == {"enabled": False, "title": None}
        assert code(house.anybody.post("/api/v1/oidc/login", json={})) == (404, "oidc.off")
        assert code(house.anybody.get(BACK)) == (404, "oidc.off")

    def test_a_subject_nobody_is_linked_to_stays_outside(self, ways: Any, provider: Any) -> None:
        """Also where there is a user of that very name: names and addresses at a provider are anybody's."""
        house = ways()
        somebody(house, "vera", ("administrator", None))

        assert code(log_in(house, provider)) == (403, "oidc.user_unknown")

    def test_users_made_by_it_may_do_nothing_yet(self, ways: Any, provider: Any) -> None:
        house = ways(create_users=True)
        browser = house.anybody

        assert code(log_in(house, provider, browser)) == 303

        assert who(browser) == "vera"
        assert browser.get("/api/v1/session").json["verbs"] == []
        assert code(browser.get("/api/v1/procedures")) == (403, "permission.denied")
        log_in(house, provider)
        assert [one["name"] for one in house.person.get("/api/v1/users").json["items"]].count("vera") == 1

    def test_a_name_that_is_taken_makes_nobody(self, ways: Any, provider: Any) -> None:
        house = ways(create_users=True)
        somebody(house, "VERA", ("administrator", None))

        assert code(log_in(house, provider)) == (409, "oidc.name_taken")

    def test_a_subject_belongs_to_one_user(self, way: Any) -> None:
        other = somebody(way, "otto")

        taken = way.person.post(f"/api/v1/users/{other.id}/identities", json={"subject": SUBJECT})

        assert code(taken) == (409, "identity.taken")

    def test_unlinking_ends_sessions_and_the_way_in(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        log_in(way, provider, browser)
        (link,) = way.person.get(f"/api/v1/users/{way.vera.id}/identities").json["items"]

        way.person.delete(f"/api/v1/users/{way.vera.id}/identities/{link['id']}")

        assert who(browser) == 401
        assert code(log_in(way, provider)) == (403, "oidc.user_unknown")

    def test_whoever_is_off_stays_outside(self, way: Any, provider: Any) -> None:
        way.person.put(f"/api/v1/users/{way.vera.id}/active", json={"active": False})

        assert code(log_in(way, provider)) == (401, "oidc.user_off")

    def test_logging_out_ends_it(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        log_in(way, provider, browser)
        csrf = browser.get("/api/v1/session").json["csrf_token"]

        browser.delete("/api/v1/session", headers={"X-CSRF-Token": csrf})

        assert who(browser) == 401

    def test_the_login_stands_in_the_audit_chain(self, way: Any, provider: Any) -> None:
        log_in(way, provider)

        last = way.person.get("/api/v1/audit").json["items"][0]
        assert (last["verb"], last["object"], last["outcome"]) == ("oidc.callback", "vera", "done")

    def test_who_may_not_manage_somebody_can_not_link_them(self, way: Any) -> None:
        way.person.put("/api/v1/roles/clerk", json={"verbs": ["account.manage", "account.read"]})
        clerk = somebody(way, "clara", ("clerk", None))

        answer = clerk.client.post(f"/api/v1/users/{way.vera.id}/identities", json={"subject": "mine"})

        assert code(answer) == (403, "grant.exceeds_own")


def test_a_client_with_a_secret_shows_it_to_the_token_endpoint_alone(ways: Any, provider: Any) -> None:
    provider.client = "Basic " + base64.b64encode(b"noc:s%20cr%2Fet").decode()
    house = ways(create_users=True, client_secret="s cr/et")

    assert code(log_in(house, provider)) == 303

    assert [path for path, shown in zip(provider.asked, provider.shown, strict=True) if shown] == ["/token"]
    assert code(log_in(ways(create_users=True), provider)) == (401, "oidc.code_refused")


class TestTheSecondFactor:
    @pytest.fixture
    def with_codes(self, way: Any) -> Any:
        browser = way.anybody
        csrf = browser.post("/api/v1/session", json={"name": "vera", "password": PASSWORD}).json["csrf_token"]
        headers = {"X-CSRF-Token": csrf}
        secret = browser.post("/api/v1/session/second-factor", headers=headers).json["secret"]
        shown = {"code": pyotp.TOTP(secret).at(way.clock().timestamp())}
        confirmed = browser.post("/api/v1/session/second-factor/confirm", json=shown, headers=headers)
        assert confirmed.status_code == 200
        return way

    def test_of_this_house_is_not_passed_by(self, with_codes: Any, provider: Any) -> None:
        assert code(log_in(with_codes, provider)) == (403, "oidc.second_factor")

    def test_is_the_providers_where_that_was_said(self, with_codes: Any, ways: Any, provider: Any) -> None:
        assert code(log_in(ways(second_factor=SecondFactor.PROVIDER), provider)) == 303


class TestTheWayBack:
    def test_counts_in_the_browser_that_began_it_alone(self, way: Any, provider: Any) -> None:
        """Somebody else's answer, put into a victim's browser, would log the victim in as them."""
        attackers = provider.log_in(sent_to(way.anybody))
        victim = way.anybody
        sent_to(victim)

        assert code(victim.get(BACK, query_string=attackers)) == (401, "oidc.state_wrong")
        assert code(way.anybody.get(BACK, query_string=attackers)) == (401, "oidc.state_wrong")

    def test_needs_its_state(self, way: Any, provider: Any) -> None:
        for state in ({}, {"state": "x"}, {"state": "é"}):
            browser = way.anybody
            answer = provider.log_in(sent_to(browser))
            del answer["state"]

            refused = browser.get(BACK, query_string={**answer, **state})

            assert code(refused) == (401, "oidc.state_wrong"), state

    def test_counts_once(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        answer = provider.log_in(sent_to(browser))
        kept = browser.get_cookie("noc_oidc").value  # type: ignore[union-attr]
        assert code(browser.get(BACK, query_string=answer)) == 303
        thief = way.anybody
        thief.set_cookie("noc_oidc", kept)

        assert code(thief.get(BACK, query_string=answer)) == (401, "oidc.state_wrong")

    def test_a_code_is_good_once(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        first = provider.log_in(sent_to(browser))
        assert code(browser.get(BACK, query_string=first)) == 303
        second = provider.log_in(sent_to(browser))

        replayed = browser.get(BACK, query_string={**second, "code": first["code"]})

        assert code(replayed) == (401, "oidc.code_refused")

    def test_a_code_of_another_login_lacks_its_verifier(self, way: Any, provider: Any) -> None:
        """PKCE: a stolen code is worth nothing in the thief's own login."""
        stolen = provider.log_in(sent_to(way.anybody))["code"]
        thief = way.anybody
        answer = provider.log_in(sent_to(thief))

        assert code(thief.get(BACK, query_string={**answer, "code": stolen})) == (401, "oidc.code_refused")

    def test_is_over_after_ten_minutes(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        answer = provider.log_in(sent_to(browser))
        way.clock.pass_by(minutes=10)

        assert code(browser.get(BACK, query_string=answer)) == (401, "oidc.state_wrong")

    def test_can_not_be_sealed_by_anybody_else(self, way: Any, provider: Any) -> None:
        forged = begun(way.clock())
        browser = way.anybody
        browser.set_cookie("noc_oidc", sealed(forged, bytes(32)))

        answer = browser.get(BACK, query_string={"state": forged.state, "code": "x", "iss": provider.issuer})

        assert code(answer) == (401, "oidc.state_wrong")

    def test_from_another_provider_is_refused(self, way: Any, provider: Any) -> None:
        """Mix-up: the answer must say that it is from the one that was asked."""
        for issuer in ({}, {"iss": "https://evil.example"}):
            browser = way.anybody
            answer = provider.log_in(sent_to(browser))
            del answer["iss"]

            assert code(browser.get(BACK, query_string={**answer, **issuer})) == (401, "oidc.issuer_wrong")
        assert "/token" not in provider.asked

    def test_with_a_refusal_says_so(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        answer = provider.log_in(sent_to(browser))
        refusal = {"error": "access_denied", "state": answer["state"], "iss": answer["iss"]}

        assert code(browser.get(BACK, query_string=refusal)) == (401, "oidc.refused")

    def test_may_bring_more_than_we_asked_for(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        answer = {**provider.log_in(sent_to(browser)), "session_state": "1", "scope": "openid"}

        assert code(browser.get(BACK, query_string=answer)) == 303

    def test_begins_on_our_own_pages_alone(self, way: Any) -> None:
        answer = way.anybody.post("/api/v1/oidc/login", json={}, headers={"Origin": "https://evil.example"})

        assert code(answer) == (403, "csrf.foreign_page")

    def test_on_tls_its_cookie_is_held_to_this_host(self, way: Any) -> None:
        answer = way.anybody.post("/api/v1/oidc/login", json={}, base_url="https://presentation.test")

        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-noc_oidc=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))

    def test_goes_where_it_was_configured_whatever_host_is_named(self, way: Any) -> None:
        answer = way.anybody.post("/api/v1/oidc/login", json={}, base_url="http://evil.example")

        assert "redirect_uri=https%3A%2F%2Fnoc.example.org%2F" in answer.json["url"]

    def test_replaces_the_session_that_the_browser_had(self, way: Any, provider: Any) -> None:
        browser = way.anybody
        browser.set_cookie("noc_session", "planted")

        log_in(way, provider, browser)

        assert browser.get_cookie("noc_session").value != "planted"  # type: ignore[union-attr]


def changed(**claims: Any) -> Any:
    return lambda told: {name: value for name, value in {**told, **claims}.items() if value is not None}


def later(**seconds: int) -> Any:
    return lambda told: {**told, **{name: told["iat"] + more for name, more in seconds.items()}}


LIES = {
    "another issuer": changed(iss="https://evil.example"),
    "an issuer with a slash more": lambda told: {**told, "iss": told["iss"] + "/"},
    "no issuer": changed(iss=None),
    "for somebody else": changed(aud="another"),
    "for nobody": changed(aud=None),
    "for several without saying for whom": changed(aud=[CLIENT, "another"]),
    "given to somebody else": changed(azp="another"),
    "another login's nonce": changed(nonce="another"),
    "no nonce": changed(nonce=None),
    "expired": later(exp=-31),
    "no end": changed(exp=None),
    "an end that is no number": changed(exp="tomorrow"),
    "an end that compares with nothing": changed(exp=math.nan),
    "a beginning that compares with nothing": changed(nbf=math.nan),
    "half a character": changed(nonce="\ud800"),
    "half a character in what it came with": changed(at_hash="\ud800"),
    "half a character for a subject": changed(sub="\ud800"),
    "from the future": later(iat=60),
    "from long ago": later(iat=-601),
    "not yet good": later(nbf=60),
    "no subject": changed(sub=None),
    "an empty subject": changed(sub=""),
    "a subject that is a number": changed(sub=248289761001),
    "another access token": changed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


class TestTheIdentityToken:
    def test_that_is_not_for_us_now_lets_nobody_in(self, way: Any, provider: Any) -> None:
        for lie, provider.lie in LIES.items():
            assert code(log_in(way, provider)) == (401, "oidc.token_refused"), lie

    def test_that_the_provider_did_not_sign_lets_nobody_in(self, way: Any, provider: Any) -> None:
        for forged in (
            provider.unsigned,
            provider.signed_with_the_public_key,
            provider.signed_by_somebody_else,
            provider.signed_with_a_key_nobody_shows,
            provider.signed_with_an_algorithm_nobody_configured,
        ):
            provider.signed = forged
            assert code(log_in(way, provider)) == (401, "oidc.token_refused"), forged

    def test_with_its_claims_changed_lets_nobody_in(self, way: Any, provider: Any) -> None:
        def tampered(claims: Any) -> str:
            genuine, other = (
                provider.sign(claims).split("."),
                provider.sign({**claims, "sub": "1"}).split("."),
            )
            return ".".join([genuine[0], other[1], genuine[2]])

        provider.signed = tampered

        assert code(log_in(way, provider)) == (401, "oidc.token_refused")

    def test_that_is_none_lets_nobody_in(self, way: Any, provider: Any) -> None:
        for text in ["", "x", "a.b.c", "x" * 20_000, "eyJ9..", "é.é.é"]:
            provider.signed = lambda claims, text=text: text
            assert code(log_in(way, provider)) == (401, "oidc.token_refused"), text[:10]

    def test_may_be_for_several_when_it_says_that_we_got_it(self, way: Any, provider: Any) -> None:
        provider.lie = changed(aud=[CLIENT, "another"], azp=CLIENT, at_hash=None)

        assert code(log_in(way, provider)) == 303


def test_an_address_that_brings_nonsense_is_not_listened_to_for_a_while(way: Any, provider: Any) -> None:
    genuine, provider.signed = provider.signed, provider.unsigned
    for _ in range(MOST_PER_ADDRESS):
        assert code(log_in(way, provider)) == (401, "oidc.token_refused")
    provider.signed = genuine

    assert code(log_in(way, provider)) == (429, "login.too_many")
    way.clock.pass_by(minutes=15)
    assert code(log_in(way, provider)) == 303


class TestTheProvidersKeys:
    def test_may_change(self, way: Any, provider: Any) -> None:
        assert code(log_in(way, provider)) == 303
        provider.keys = [rsa_key("second")]
        way.clock.pass_by(minutes=1)

        assert code(log_in(way, provider)) == 303

    def test_are_not_asked_for_oftener_because_of_forgeries(self, way: Any, provider: Any) -> None:
        provider.signed = provider.signed_with_a_key_nobody_shows
        for _ in range(5):
            log_in(way, provider)

        assert provider.asked.count("/keys") == 1

    def test_that_were_taken_back_open_nothing_after_an_hour(self, way: Any, provider: Any) -> None:
        old = provider.keys[0]
        log_in(way, provider)
        provider.keys = [rsa_key("second")]
        provider.signed = lambda claims: ScriptedProvider.sign(replace(provider, keys=[old]), claims)
        way.clock.pass_by(hours=1)

        assert code(log_in(way, provider)) == (401, "oidc.token_refused")


class TestTheProvidersDescription:
    def test_sends_us_nowhere_else(self, way: Any, provider: Any) -> None:
        for provider.description in (
            {"issuer": "https://evil.example"},
            {"token_endpoint": "http://169.254.169.254/token"},
            {"token_endpoint": "https://169.254.169.254/token"},
            {"jwks_uri": "file:///etc/passwd"},
            {"jwks_uri": "https://2130706433/keys"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"authorization_endpoint": "https://user@evil.example/"},
            {"token_endpoint": None},
        ):
            begun = way.anybody.post("/api/v1/oidc/login", json={})
            assert code(begun) == (503, "oidc.unavailable"), provider.description

    def test_is_not_looked_for_behind_a_redirect(self, way: Any, provider: Any) -> None:
        provider.answer = lambda method, path, form: (302, {"to": f"{provider.issuer}/elsewhere"})

        assert code(way.anybody.post("/api/v1/oidc/login", json={})) == (503, "oidc.unavailable")

    def test_is_not_read_to_an_end_that_is_too_far(self, way: Any, provider: Any) -> None:
        provider.description = {"more": "x" * 300_000}

        assert code(way.anybody.post("/api/v1/oidc/login", json={})) == (503, "oidc.unavailable")


def test_a_provider_that_is_silent_locks_nobody_out_who_has_a_password(house: Any, ways: Any) -> None:
    provider = IdentityProvider(ProviderSettings("http://127.0.0.1:9", CLIENT, REDIRECT, "Gone"))
    somebody(with_provider(house, provider), "vera")

    assert code(house.anybody.post("/api/v1/oidc/login", json={})) == (503, "oidc.unavailable")
    assert code(house.anybody.post("/api/v1/session", json={"name": "vera", "password": PASSWORD})) == 201
    provider.close()
