"""What is kept, in plain words: what each table is for and how long it stays, and who sees each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass

from asset_map.domain.held import Held
from asset_map.language import gettext as _


@dataclass(frozen=True)
class TableWords:
    """A table in words.

    Parameters
    ----------
    title, why, how_long
        What it holds, what for, and how long.
    """

    title: str
    why: str
    how_long: str


@dataclass(frozen=True)
class HeldWords:
    """A kind of thing in words.

    Parameters
    ----------
    what, who_sees
        What it is, and who is shown it.
    """

    what: str
    who_sees: str


def held_words(held: Held) -> HeldWords:
    """Return what a kind of thing is, and who sees it.

    Parameters
    ----------
    held
        The kind.

    Returns
    -------
    HeldWords
        In the language that is read.
    """
    staff = _("Staff; of protected records only staff with the right for them.")
    nobody = _("Nobody; it cannot be turned back.")
    shown = _("Everybody, as far as the record is public; of protected records staff with the right for them alone.")
    words = {
        Held.KEY: (_("a number made by lot"), _("It says nothing.")),
        Held.FACT: (_("a code, a date, a count or yes and no"), shown),
        Held.DIGEST: (_("a fingerprint of a link, a cookie or a file"), nobody),
        Held.SECRET: (_("a key of the server"), _("Nobody; only the server reads it.")),
        Held.WHO_DID: (_("the name of whoever did something"), staff),
        Held.NAMED: (_("a person who agreed to be named, and the words that they were asked in"), staff),
        Held.CONTACT: (_("telephone, e-mail and web address, meant to be an organisation's"), shown),
        Held.WORDS: (_("free text, in which somebody can be named although it asks not to"), shown),
        Held.SAID: (
            _("what residents said, word for word"),
            _("Staff; everybody once it was reviewed and published, without who said it."),
        ),
        Held.KNOWN_AGAIN: (
            _("a code that belongs to one slip, phone or browser"),
            _("Whoever holds it, and nobody else."),
        ),
        Held.PLACE: (
            _("where something is"),
            _("Everybody for public records; the area alone, or nothing, for protected ones."),
        ),
        Held.PICTURE: (
            _("a photo, without what the camera noted in it"),
            _("Everybody for public records; staff with the right for protected ones."),
        ),
        Held.COPY: (_("what stood in a record or form before and after a change"), staff),
        Held.INDEX: (_("the words of records, to be searched"), _("Nobody; each audience searches what it sees.")),
    }
    return HeldWords(*words[held])


def table_words(table: str) -> TableWords:
    """Return a table in words.

    Parameters
    ----------
    table
        Its name.

    Returns
    -------
    TableWords
        In the language that is read.
    """
    with_record = _("With the record: until it is erased, or a month after its keep-until date.")
    always = _("As long as the map is kept.")
    with_session = _("With the session; what a resident said goes when they ask by their slip.")
    history = _("As long as the record; who did it stays until that person asks to be erased.")
    known = {
        "assets": (
            _("Records of what a neighbourhood has"),
            _("The map: what is there, and whom to ask."),
            with_record,
        ),
        "asset_zones": (_("The zone of each record"), _("To count by area."), with_record),
        "looks": (_("Who looked where"), _("To tell “nothing there” from “nobody looked”."), always),
        "audit_events": (_("History"), _("To see who changed what, and to take changes back."), history),
        "drafts": (_("Half-typed forms"), _("So that nothing typed is lost."), _("90 days after the last letter.")),
        "imports": (_("Lists that were taken in"), _("To know where records come from."), always),
        "imported_rows": (
            _("Which row became which record"),
            _("So that a newer list updates its records."),
            with_record,
        ),
        "import_changes": (_("What a list changed"), _("To take a list back."), with_record),
        "list_mappings": (_("How lists are read"), _("So that the next list need not be explained."), always),
        "neighbourhoods": (_("Neighbourhoods"), _("Areas that people know by name."), always),
        "people": (
            _("Staff"),
            _("To sign in, and to know who may do what."),
            _("Until they leave and ask to be erased; sign-ins end at once when they leave."),
        ),
        "roles_held": (_("Roles of staff"), _("To know who may do what."), _("Until they leave.")),
        "sign_ins": (_("Browsers that are signed in"), _("To stay signed in."), _("30 days.")),
        "partner_keys": (_("Keys of partners"), _("To share what is meant for partners."), always),
        "photos": (
            _("Photos"),
            _("To recognise a place."),
            _("With the record; 30 days after they were taken away from it."),
        ),
        "asset_links": (_("Links between records"), _("To show how things hang together."), with_record),
        "asset_sources": (_("Sources of merged records"), _("To credit and recognise them."), with_record),
        "proposals": (_("Proposed changes"), _("For a second person to decide."), with_record),
        "check_links": (_("Links for organisations"), _("To let them look after their record."), with_record),
        "word_mappings": (_("Words turned into codes"), _("To take it back."), always),
        "mapping_sessions": (_("Mapping sessions"), _("To prepare them and report on them."), always),
        "session_codes": (_("Codes of sessions"), _("To join with a phone."), with_session),
        "session_slips": (_("Slips"), _("So that a resident finds what they said."), with_session),
        "session_participants": (_("Phones in sessions"), _("To add to a session without an account."), with_session),
        "contributions": (_("What residents said"), _("To hear people, and to tell what came of it."), with_session),
        "contribution_matters": (_("What matters to people"), _("To see what many find important."), with_session),
        "session_outcomes": (_("Answers to residents"), _("To tell what came of what they said."), with_session),
        "session_decisions": (_("Decisions of sessions"), _("To hold people to them."), with_session),
        "session_turnout": (_("How many came"), _("To see who was missing; counts alone."), with_session),
        "consents": (
            _("Consents"),
            _("To show what somebody agreed to, and until when."),
            _("With the record; once taken back, without the name."),
        ),
        "erasures": (_("Notes of erasing"), _("To show that it was done, and to do it again in a backup."), always),
        "files_made": (_("Files that were taken away"), _("To call them back."), always),
        "daily_work": (_("What was done by itself"), _("To see that it was done."), always),
        "kept_secrets": (_("Keys of the server"), _("To sign cookies and links."), always),
        "attempts": (_("Wrong codes and links tried"), _("To slow down whoever guesses."), _("A day at most.")),
        "asset_search": (_("Search index"), _("To find records by their words."), with_record),
        "store_version": (_("Number of changes"), _("To know when figures are worked out anew."), always),
    }
    return TableWords(*known[table])
