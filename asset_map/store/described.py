"""What does each column of the store hold, what is it for, how long is it kept, and who sees it?

A new column is to be described here before it is kept: a test compares this with the tables. Finding, erasing and
giving somebody what is kept about them follow this description, and so does the page about data protection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Column, LargeBinary, Table

from asset_map.domain.held import WITHOUT_WORDS, Held
from asset_map.domain.protection import Audience
from asset_map.store.schema import metadata


@dataclass(frozen=True)
class Described:
    """What a table holds.

    Parameters
    ----------
    columns
        Names of its columns with blanks between, by what they hold.
    """

    columns: Mapping[Held, str] = field(default_factory=dict)

    def held(self) -> dict[str, Held]:
        """Return what each column holds.

        Returns
        -------
        dict
            By the name of the column.
        """
        return {name: held for held, names in self.columns.items() for name in names.split()}


_KEY, _FACT, _DIGEST, _WHO, _WORDS = Held.KEY, Held.FACT, Held.DIGEST, Held.WHO_DID, Held.WORDS
_SAID, _COPY, _AGAIN = Held.SAID, Held.COPY, Held.KNOWN_AGAIN

DESCRIBED: Mapping[str, Described] = {
    "assets": Described(
        {
            _KEY: "asset_id merged_into",
            _FACT: "kind offers precision located_by status contact_agreed protection review_state recorded_at "
            "last_checked version own_words_language accessed access_features season_from season_to age_from age_to "
            "capacity checked_how consent_given_on consent_until consent_withdrawn_on keep_until",
            _WHO: "recorded_by protection_set_by",
            Held.NAMED: "contact_person consent_for consent_wording",
            Held.CONTACT: "phone email web",
            _WORDS: "name summary opening_times cost who_for protection_reason review_reason source source_id licence "
            "also_known_as story referral languages capacity_unit could_do",
            _SAID: "own_words valued",
            _AGAIN: "sent_by",
            Held.PLACE: "geometry_bng address postcode uprn",
        }
    ),
    "asset_zones": Described({_KEY: "asset_id", _FACT: "zone_system", Held.PLACE: "zone_code"}),
    "looks": Described(
        {_KEY: "look_id import_id", _FACT: "zone_code offer result method looked_on", _WHO: "looked_by"}
    ),
    "audit_events": Described(
        {
            _KEY: "event_id",
            _FACT: "at action subject_kind",
            _WHO: "actor second_actor",
            _WORDS: "subject_id reason",
            _COPY: "before after",
        }
    ),
    "drafts": Described({_FACT: "updated_at", _AGAIN: "owner form", _COPY: "fields"}),
    "imports": Described(
        {
            _KEY: "import_id",
            _DIGEST: "sha256",
            _FACT: "list_date imported_at rows added updated unchanged refused undone_at",
            _WHO: "actor undone_by",
            _WORDS: "file_name source licence",
        }
    ),
    "imported_rows": Described(
        {_KEY: "asset_id import_id", _DIGEST: "digest", _FACT: "version parts", _WORDS: "source source_id"}
    ),
    "import_changes": Described({_KEY: "import_id asset_id", _FACT: "version_after", _COPY: "row_before"}),
    "list_mappings": Described({_FACT: "saved_at", _WHO: "saved_by", _WORDS: "name", _COPY: "columns settings"}),
    "neighbourhoods": Described(
        {
            _KEY: "neighbourhood_id",
            _FACT: "kind zone_system zone_codes shape_bng added_at removed_at",
            _WHO: "added_by",
            _WORDS: "name source licence",
        }
    ),
    "people": Described(
        {
            _KEY: "person_id",
            _DIGEST: "token_digest",
            _FACT: "invited_at left_at sees_protected link_expires_at",
            _WHO: "name identity",
            _WORDS: "organisation",
        }
    ),
    "roles_held": Described({_KEY: "person_id neighbourhood_id", _FACT: "role is_for_own"}),
    "sign_ins": Described({_KEY: "person_id", _DIGEST: "cookie_digest", _FACT: "signed_in_at expires_at"}),
    "partner_keys": Described(
        {_KEY: "key_id", _DIGEST: "secret_digest", _FACT: "made_at withdrawn_at", _WHO: "made_by", _WORDS: "name"}
    ),
    "photos": Described(
        {
            _KEY: "photo_id asset_id",
            _DIGEST: "sha256",
            _FACT: "media_type width height position added_at removed_at",
            _WHO: "added_by",
            _WORDS: "alt",
            Held.PICTURE: "content",
        }
    ),
    "asset_links": Described(
        {_KEY: "link_id from_id to_id", _FACT: "relation added_at", _WHO: "added_by", _WORDS: "note"}
    ),
    "asset_sources": Described(
        {
            _KEY: "asset_id from_asset_id",
            _FACT: "recorded_at",
            _WHO: "recorded_by",
            _WORDS: "source source_id licence",
        }
    ),
    "proposals": Described(
        {
            _KEY: "proposal_id asset_id",
            _FACT: "asset_version kind proposed_at decision decided_at",
            _WHO: "proposed_by decided_by",
            _WORDS: "reason decision_reason",
            _COPY: "fields",
        }
    ),
    "check_links": Described(
        {
            _KEY: "link_id asset_id",
            _DIGEST: "token_digest",
            _FACT: "made_at expires_at revoked_at answered_at answer",
            _WHO: "made_by",
        }
    ),
    "word_mappings": Described(
        {
            _KEY: "mapping_id",
            _FACT: "offers kind replaced mapped_at undone_at assets",
            _WHO: "mapped_by undone_by",
            _WORDS: "reason",
        }
    ),
    "mapping_sessions": Described(
        {
            _KEY: "session_id neighbourhood_id",
            _FACT: "held_on area_bng zone_system zone_codes grid offers languages glance_first state made_at version "
            "news",
            _WHO: "facilitator made_by",
            _WORDS: "title purpose promise limits place time_words area_name prompts who_is_missing",
        }
    ),
    "session_codes": Described({_KEY: "code session_id", _FACT: "given_at replaced_at"}),
    "session_slips": Described({_KEY: "session_id", _FACT: "made_at", _AGAIN: "slip_code"}),
    "session_participants": Described(
        {_KEY: "participant_id session_id", _DIGEST: "cookie_digest", _FACT: "language joined_at", _AGAIN: "slip_code"}
    ),
    "contributions": Described(
        {
            _KEY: "contribution_id session_id about_id asset_id",
            _FACT: "kind language asset_kind offers how_placed located_by zone_code do_not_publish channel dot sent_at "
            "glanced_at hidden_at taken_back_at review reviewed_at may_be_quoted number",
            _WHO: "entered_by reviewed_by",
            _WORDS: "prompt review_reason sheet",
            _SAID: "words",
            _AGAIN: "sent_by slip_code",
            Held.PLACE: "geometry_bng place",
        }
    ),
    "contribution_matters": Described({_KEY: "contribution_id participant_id"}),
    "session_outcomes": Described(
        {
            _KEY: "outcome_id session_id contribution_id",
            _FACT: "answer by_when said_at",
            _WHO: "said_by",
            _WORDS: "words because",
        }
    ),
    "session_decisions": Described(
        {_KEY: "decision_id session_id", _FACT: "decided_on noted_at", _WHO: "noted_by", _WORDS: "words reason"}
    ),
    "session_turnout": Described({_KEY: "session_id", _FACT: "question answer people"}),
    "daily_work": Described({_KEY: "name begun_by", _FACT: "day begun_at ended_at failed", _WORDS: "words"}),
    "asset_search": Described(
        {
            _KEY: "search_id asset_id",
            _FACT: " ".join(f"for_{audience.value}" for audience in Audience),
            Held.INDEX: "names words",
        }
    ),
    "consents": Described(
        {
            _KEY: "consent_id asset_id",
            _FACT: "purpose rests_on given_on until withdrawn_on noted_at",
            Held.NAMED: "person wording",
            _WHO: "noted_by",
        }
    ),
    "erasures": Described(
        {
            _KEY: "erasure_id",
            _DIGEST: "known_by",
            _FACT: "erased_at kind found held_since seen_by",
            _WHO: "erased_by",
            _WORDS: "reason",
        }
    ),
    "files_made": Described(
        {_KEY: "file_id neighbourhood_id", _FACT: "what made_in audience offer made_at made_of", _WHO: "made_by"}
    ),
    "store_version": Described({_FACT: "number"}),
    "kept_secrets": Described({_KEY: "name", Held.SECRET: "value"}),
    "attempts": Described({_KEY: "attempt_id", _DIGEST: "origin", _FACT: "kind at"}),
}


def holds_words(column: Column[object]) -> bool:
    """Return whether somebody can be named in a column.

    Parameters
    ----------
    column
        Of a table of the store.

    Returns
    -------
    bool
        False for geometry and for what `asset_map.domain.held.WITHOUT_WORDS` says.
    """
    held = DESCRIBED[column.table.name].held()[column.name]
    return held not in WITHOUT_WORDS and not isinstance(column.type, LargeBinary)


def tables_with_words() -> Iterator[tuple[Table, tuple[Column[object], ...]]]:
    """Yield every table in which somebody can be named.

    Yields
    ------
    tuple
        The table, and its columns in which that can be.
    """
    for table in metadata.sorted_tables:
        if columns := tuple(column for column in table.columns if holds_words(column)):
            yield table, columns
