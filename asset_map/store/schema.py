"""Which tables does the store have?

A change here comes with a migration; a contract test compares the two.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    false,
)

from asset_map.domain.protection import Audience
from asset_map.store.search_words import WordList

REVISION_TABLE = "store_revision"
"""Where Alembic keeps the revision; a name of our own, for databases shared with other software."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC; SQLite has no time zones, so there the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return the moment as the database keeps it.

        Parameters
        ----------
        value
            A moment with its time zone.
        dialect
            The database's dialect.

        Returns
        -------
        datetime.datetime or None
            The moment in UTC.

        Raises
        ------
        ValueError
            For a moment without a time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment needs its time zone: {value!r}"
            raise ValueError(msg)
        moment_utc = value.astimezone(dt.UTC)
        return moment_utc.replace(tzinfo=None) if dialect.name == "sqlite" else moment_utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Return a kept moment with its time zone.

        Parameters
        ----------
        value
            The moment as the database gives it.
        dialect
            The database's dialect.

        Returns
        -------
        datetime.datetime or None
            The moment in UTC.
        """
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _added_text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


assets = Table(
    "assets",
    metadata,
    Column("asset_id", Text, primary_key=True),
    _text("name"),
    _text("kind"),
    Column("offers", Text, nullable=False, comment="JSON list of codes, the primary one first"),
    _text("summary"),
    Column("geometry_bng", LargeBinary, comment="well-known binary in metres, EPSG:27700"),
    _text("precision"),
    Column("located_by", Text),
    _text("address"),
    _text("postcode"),
    _text("status"),
    _text("opening_times"),
    _text("cost"),
    _text("who_for"),
    _text("phone"),
    _text("email"),
    _text("web"),
    Column("contact_agreed", Boolean, nullable=False),
    _text("protection"),
    _text("protection_reason"),
    _text("review_state"),
    _text("review_reason"),
    _text("source"),
    _text("source_id"),
    _text("licence"),
    _text("recorded_by"),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("last_checked", Date),
    Column("version", Integer, nullable=False),
    _added_text("also_known_as"),
    _added_text("story"),
    _added_text("own_words"),
    _added_text("own_words_language"),
    _added_text("valued"),
    _added_text("could_do"),
    Column("accessed", Text, nullable=False, server_default="[]", comment="JSON list of codes"),
    Column("access_features", Text, nullable=False, server_default="{}", comment="JSON object: true or false by code"),
    Column("season_from", Integer),
    Column("season_to", Integer),
    Column("age_from", Integer),
    Column("age_to", Integer),
    _added_text("referral"),
    _added_text("languages"),
    Column("capacity", Integer),
    _added_text("capacity_unit"),
    _added_text("uprn"),
    _added_text("contact_person"),
    Column("checked_how", Text),
    _added_text("consent_for"),
    _added_text("consent_wording"),
    Column("consent_given_on", Date),
    Column("consent_until", Date),
    Column("consent_withdrawn_on", Date),
    Column("keep_until", Date),
    _added_text("protection_set_by"),
    _added_text("sent_by"),
    _added_text("merged_into"),
)
_with_key = assets.c.source_id != ""
Index(
    None,
    assets.c.source,
    assets.c.source_id,
    unique=True,
    sqlite_where=_with_key,
    postgresql_where=_with_key,
)

asset_zones = Table(
    "asset_zones",
    metadata,
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), primary_key=True),
    Column("zone_system", Text, primary_key=True),
    _text("zone_code"),
)
Index(None, asset_zones.c.zone_system, asset_zones.c.zone_code)

looks = Table(
    "looks",
    metadata,
    Column("look_id", Integer, primary_key=True),
    _text("zone_code"),
    _text("offer"),
    _text("result"),
    _text("method"),
    Column("looked_on", Date, nullable=False),
    _text("looked_by"),
    Column("import_id", Text, comment="the list that says so, if one does"),
)
Index(None, looks.c.offer, looks.c.zone_code)
Index(None, looks.c.import_id)

audit_events = Table(
    "audit_events",
    metadata,
    Column("event_id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    _text("actor"),
    _text("action"),
    _text("subject_kind"),
    _text("subject_id"),
    _text("reason"),
    _added_text("second_actor"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
)
Index(None, audit_events.c.subject_kind, audit_events.c.subject_id)

drafts = Table(
    "drafts",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("fields", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("import_id", Text, primary_key=True),
    *(_text(name) for name in ("file_name", "sha256", "source", "licence")),
    Column("list_date", Date),
    Column("imported_at", UtcDateTime, nullable=False),
    _text("actor"),
    *(_number(name) for name in ("rows", "added", "updated", "unchanged", "refused")),
    Column("undone_at", UtcDateTime),
    _text("undone_by"),
)
Index(None, imports.c.source)

imported_rows = Table(
    "imported_rows",
    metadata,
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    _number("version"),
    Column("import_id", Text, nullable=False, comment="the import that added the record, or empty"),
    _text("digest"),
    Column("parts", JSON, nullable=False, comment="id of a later import that brought it, by part"),
)
Index(None, imported_rows.c.asset_id)

import_changes = Table(
    "import_changes",
    metadata,
    Column("import_id", ForeignKey("imports.import_id", ondelete="CASCADE"), primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), primary_key=True),
    _number("version_after"),
    Column("row_before", JSON, nullable=False, comment="what was known of its row"),
)
Index(None, import_changes.c.asset_id)

list_mappings = Table(
    "list_mappings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("columns", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
    _text("saved_by"),
    Column("saved_at", UtcDateTime, nullable=False),
)

neighbourhoods = Table(
    "neighbourhoods",
    metadata,
    Column("neighbourhood_id", Text, primary_key=True),
    *(_text(name) for name in ("name", "kind", "zone_system")),
    Column("zone_codes", JSON, nullable=False),
    Column("shape_bng", LargeBinary, comment="well-known binary in metres, EPSG:27700"),
    *(_text(name) for name in ("source", "licence", "added_by")),
    Column("added_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
)

people = Table(
    "people",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("token_digest", Text, nullable=False, unique=True, comment="SHA-256 of the personal link's token"),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    _added_text("organisation"),
    Column("sees_protected", Boolean, nullable=False, server_default=false()),
    Column("identity", Text, comment="who they are to the provider of sign-in, if there is one"),
    Column("link_expires_at", UtcDateTime, comment="until when the personal link opens; none for always"),
)
Index(None, people.c.identity, unique=True)

roles_held = Table(
    "roles_held",
    metadata,
    Column("person_id", ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("neighbourhood_id", Text, primary_key=True, comment="empty for the whole area"),
    Column("is_for_own", Boolean, nullable=False, comment="whether it is limited to records of their organisation"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("cookie_digest", Text, primary_key=True, comment="SHA-256 of the cookie's value"),
    Column("person_id", ForeignKey("people.person_id", ondelete="CASCADE"), nullable=False),
    Column("signed_in_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

partner_keys = Table(
    "partner_keys",
    metadata,
    Column("key_id", Text, primary_key=True),
    _text("name"),
    Column("secret_digest", Text, nullable=False, unique=True, comment="SHA-256 of what the key says"),
    _text("made_by"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)

photos = Table(
    "photos",
    metadata,
    Column("photo_id", Text, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    _text("alt"),
    _text("media_type"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    _text("sha256"),
    Column("position", Integer, nullable=False),
    _text("added_by"),
    Column("added_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
)
Index(None, photos.c.asset_id)

asset_links = Table(
    "asset_links",
    metadata,
    Column("link_id", Text, primary_key=True),
    Column("from_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    Column("to_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    _text("relation"),
    _text("note"),
    _text("added_by"),
    Column("added_at", UtcDateTime, nullable=False),
)
Index(None, asset_links.c.from_id, asset_links.c.to_id, asset_links.c.relation, unique=True)
Index(None, asset_links.c.to_id)

asset_sources = Table(
    "asset_sources",
    metadata,
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), primary_key=True),
    Column("from_asset_id", Text, primary_key=True, comment="the record that brought this source"),
    _text("source"),
    _text("source_id"),
    _text("licence"),
    _text("recorded_by"),
    Column("recorded_at", UtcDateTime, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("proposal_id", Text, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    Column("asset_version", Integer, nullable=False, comment="the version it was proposed for"),
    Column("kind", Text, nullable=False, comment="lower_protection, update or gone"),
    Column("fields", JSON, nullable=False, comment="what is to stand in the record, by field"),
    _text("reason"),
    _text("proposed_by"),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("decision", Text, nullable=False, server_default="", comment="empty while open"),
    _added_text("decided_by"),
    Column("decided_at", UtcDateTime),
    _added_text("decision_reason"),
)
Index(None, proposals.c.asset_id)
Index(None, proposals.c.decision)

check_links = Table(
    "check_links",
    metadata,
    Column("link_id", Text, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    Column("token_digest", Text, nullable=False, unique=True, comment="SHA-256 of the link's token"),
    _text("made_by"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    _added_text("answer"),
)
Index(None, check_links.c.asset_id)

word_mappings = Table(
    "word_mappings",
    metadata,
    Column("mapping_id", Text, primary_key=True),
    Column("offers", JSON, nullable=False, comment="codes that were given, the primary one first"),
    _text("kind"),
    Column("replaced", Boolean, nullable=False, comment="whether the codes took the place of others"),
    _text("reason"),
    _text("mapped_by"),
    Column("mapped_at", UtcDateTime, nullable=False),
    Column("assets", JSON, nullable=False, comment="version after the mapping, and codes before it, by asset_id"),
    Column("undone_at", UtcDateTime),
    _added_text("undone_by"),
)

mapping_sessions = Table(
    "mapping_sessions",
    metadata,
    Column("session_id", Text, primary_key=True),
    *(_text(name) for name in ("title", "purpose", "promise", "limits", "place")),
    Column("held_on", Date, nullable=False),
    *(_text(name) for name in ("time_words", "area_name", "neighbourhood_id")),
    Column("area_bng", LargeBinary, nullable=False, comment="well-known binary in metres, EPSG:27700"),
    _text("zone_system"),
    Column("zone_codes", JSON, nullable=False),
    Column("grid", JSON, nullable=False, comment="west_m, north_m, side_m, columns, rows"),
    *(Column(name, JSON, nullable=False) for name in ("offers", "prompts", "languages")),
    _text("who_is_missing"),
    Column("glance_first", Boolean, nullable=False),
    *(_text(name) for name in ("facilitator", "state", "made_by")),
    Column("made_at", UtcDateTime, nullable=False),
    _number("version"),
    Column("news", Integer, nullable=False, comment="the highest number of its contributions"),
)

session_codes = Table(
    "session_codes",
    metadata,
    Column("code", Text, primary_key=True, comment="never given twice"),
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
)
Index(None, session_codes.c.session_id)

session_slips = Table(
    "session_slips",
    metadata,
    Column("slip_code", Text, primary_key=True, comment="never given twice"),
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
Index(None, session_slips.c.session_id)

session_participants = Table(
    "session_participants",
    metadata,
    Column("participant_id", Text, primary_key=True),
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), nullable=False),
    Column("cookie_digest", Text, nullable=False, unique=True, comment="SHA-256 of the cookie's value"),
    *(_text(name) for name in ("slip_code", "language")),
    Column("joined_at", UtcDateTime, nullable=False),
)
Index(None, session_participants.c.session_id)

contributions = Table(
    "contributions",
    metadata,
    Column("contribution_id", Text, primary_key=True),
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), nullable=False),
    *(_text(name) for name in ("kind", "words", "language", "prompt", "asset_kind")),
    Column("offers", JSON, nullable=False),
    Column("geometry_bng", LargeBinary, comment="well-known binary in metres, EPSG:27700"),
    _text("how_placed"),
    Column("located_by", Text),
    *(_text(name) for name in ("place", "zone_code")),
    Column("do_not_publish", Boolean, nullable=False),
    *(_text(name) for name in ("about_id", "channel")),
    Column("dot", Integer),
    *(_text(name) for name in ("sheet", "sent_by", "slip_code", "entered_by")),
    Column("sent_at", UtcDateTime, nullable=False),
    *(Column(name, UtcDateTime) for name in ("glanced_at", "hidden_at", "taken_back_at")),
    *(_text(name) for name in ("review", "reviewed_by")),
    Column("reviewed_at", UtcDateTime),
    *(_text(name) for name in ("review_reason", "asset_id")),
    Column("may_be_quoted", Boolean, nullable=False),
    Column("number", Integer, nullable=False, comment="raised within the session by every change"),
)
Index(None, contributions.c.session_id, contributions.c.number)
Index(None, contributions.c.slip_code)

contribution_matters = Table(
    "contribution_matters",
    metadata,
    Column("contribution_id", ForeignKey("contributions.contribution_id", ondelete="CASCADE"), primary_key=True),
    Column("participant_id", Text, primary_key=True, comment="one person says once that it matters"),
)

session_outcomes = Table(
    "session_outcomes",
    metadata,
    Column("outcome_id", Text, primary_key=True),
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), nullable=False),
    *(_text(name) for name in ("contribution_id", "answer", "words", "because")),
    Column("by_when", Date),
    _text("said_by"),
    Column("said_at", UtcDateTime, nullable=False),
)
Index(None, session_outcomes.c.session_id)

session_decisions = Table(
    "session_decisions",
    metadata,
    Column("decision_id", Text, primary_key=True),
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), nullable=False),
    *(_text(name) for name in ("words", "reason")),
    Column("decided_on", Date, nullable=False),
    _text("noted_by"),
    Column("noted_at", UtcDateTime, nullable=False),
)
Index(None, session_decisions.c.session_id)

session_turnout = Table(
    "session_turnout",
    metadata,
    Column("session_id", ForeignKey("mapping_sessions.session_id", ondelete="CASCADE"), primary_key=True),
    Column("question", Text, primary_key=True),
    Column("answer", Text, primary_key=True),
    Column("people", Integer, nullable=False, comment="counts alone, so that no answer leads to a person or a pin"),
)

daily_work = Table(
    "daily_work",
    metadata,
    Column("name", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    _text("begun_by"),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("failed", Boolean, nullable=False),
    Column("words", Text, nullable=False, comment="what was done, or what is wrong and what to do"),
)

asset_search = Table(
    "asset_search",
    metadata,
    Column("search_id", Integer, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    *(Column(f"for_{audience.value}", Boolean, nullable=False) for audience in Audience),
    Column("names", WordList, nullable=False),
    Column("words", WordList, nullable=False),
)
Index(None, asset_search.c.asset_id)
Index("ix_asset_search_words", asset_search.c.words, postgresql_using="gin").ddl_if(dialect="postgresql")

consents = Table(
    "consents",
    metadata,
    Column("consent_id", Text, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    Column("person", Text, nullable=False, comment="empty once it was taken back: the note stays, the name does not"),
    _text("purpose"),
    _text("wording"),
    Column("rests_on", JSON, nullable=False, comment="names of fields, and photo:ID"),
    *(Column(name, Date) for name in ("given_on", "until", "withdrawn_on")),
    _text("noted_by"),
    Column("noted_at", UtcDateTime, nullable=False),
)
Index(None, consents.c.asset_id)

erasures = Table(
    "erasures",
    metadata,
    Column("erasure_id", Text, primary_key=True),
    Column("erased_at", UtcDateTime, nullable=False),
    *(_text(name) for name in ("erased_by", "kind", "reason")),
    Column("found", JSON, nullable=False, comment="how many places, by table"),
    Column("known_by", JSON, nullable=False, comment="digests and ids by which an older backup is rid of the same"),
    Column("held_since", UtcDateTime, comment="when what was erased was first kept"),
    Column("seen_by", JSON, nullable=False, comment="audiences whose files could hold it"),
)

files_made = Table(
    "files_made",
    metadata,
    Column("file_id", Text, primary_key=True),
    *(_text(name) for name in ("what", "made_in", "audience", "offer", "neighbourhood_id", "made_by")),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_of", Integer, nullable=False, comment="the number of changes that the store had seen"),
)
Index(None, files_made.c.made_at)

store_version = Table(
    "store_version",
    metadata,
    Column("number", Integer, nullable=False, comment="the only row; raised by every change"),
)

kept_secrets = Table(
    "kept_secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False, comment="random; signs what is handed out"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("attempt_id", Integer, primary_key=True),
    _text("kind"),
    Column("origin", Text, nullable=False, comment="keyed digest of an address"),
    Column("at", UtcDateTime, nullable=False),
)
Index(None, attempts.c.kind, attempts.c.at)
Index(None, attempts.c.at)
