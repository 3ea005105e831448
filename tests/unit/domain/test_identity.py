"""By what a provider of sign-in vouches for somebody."""

from __future__ import annotations

import pytest

from asset_map.domain.identity import identities_in, identity_in_words, identity_of_email, identity_of_subject
from asset_map.errors import UserError


def test_an_address_is_the_same_in_any_capitals() -> None:
    assert identity_of_email(" Ada@Council.Example ") == "email:ada@council.example"
    assert identity_in_words("email:ada@council.example") == "ada@council.example"


@pytest.mark.parametrize("address", ["", "ada", "ada@", "@council.example", "ada@council", "a d@council.example"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UserError, match="Expected an e-mail address"):
        identity_of_email(address)


def test_an_id_is_kept_to_the_letter_and_is_never_an_address() -> None:
    assert identity_of_subject("AbC|1") == "subject:AbC|1"
    assert identity_of_subject("ada@council.example") != identity_of_email("ada@council.example")
    with pytest.raises(UserError):
        identity_of_subject(" ")


@pytest.mark.parametrize("checked", [None, False, "true", 1])
def test_an_address_that_was_not_checked_vouches_for_nobody(checked: object) -> None:
    claims = {"sub": "7", "email": "Ada@Council.example"}
    assert identities_in(claims | {"email_verified": checked}) == ("subject:7",)
    assert identities_in(claims) == ("subject:7",)
    assert identities_in(claims | {"email_verified": True}) == ("subject:7", "email:ada@council.example")


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"sub": 7}, {"email_verified": True}])
def test_who_has_neither_is_nobody(claims: dict[str, object]) -> None:
    assert identities_in(claims) == ()
