"""Who is somebody to a provider of sign-in? An id that it never gives to another, or an address that it has checked."""

from __future__ import annotations

from collections.abc import Mapping

from asset_map.errors import UserError


def identity_of_email(address: str) -> str:
    """Return what is kept of an e-mail address by which somebody signs in.

    Parameters
    ----------
    address
        As typed.

    Returns
    -------
    str
        The same for any capitals.

    Raises
    ------
    UserError
        For what is no address.
    """
    said = address.strip().casefold()
    name, at, host = said.rpartition("@")
    if not (name and at and "." in host) or any(sign.isspace() for sign in said):
        raise UserError(f"Expected an e-mail address like ada@council.example; found “{address}”.")
    return f"email:{said}"


def identity_of_subject(subject: str) -> str:
    """Return what is kept of the id by which a provider knows somebody.

    Parameters
    ----------
    subject
        The claim ``sub``, to the letter.

    Returns
    -------
    str
        Never the same as that of an address.

    Raises
    ------
    UserError
        For an empty one.
    """
    if not subject.strip():
        raise UserError("Expected the id by which the provider of sign-in knows them; found nothing.")
    return f"subject:{subject.strip()}"


def identities_in(claims: Mapping[str, object]) -> tuple[str, ...]:
    """Return by what a provider vouches for somebody.

    Parameters
    ----------
    claims
        What the provider signed.

    Returns
    -------
    tuple of str
        Their id, then their address where the provider says that it has checked it: some let anybody write any address.
    """
    found = []
    if isinstance(subject := claims.get("sub"), str) and subject.strip():
        found.append(identity_of_subject(subject))
    if claims.get("email_verified") is True and isinstance(email := claims.get("email"), str) and "@" in email:
        found.append(f"email:{email.strip().casefold()}")
    return tuple(found)


def identity_in_words(identity: str) -> str:
    """Return an identity for people.

    Parameters
    ----------
    identity
        As kept; may be empty.

    Returns
    -------
    str
        The address or the id.
    """
    return identity.partition(":")[2]
