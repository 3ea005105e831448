"""Which field does the name of a column mean, by the spellings that lists use?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "asset name", "title", "service name", "site name", "sitename", "venue name", "place name",
        "group name",
        "charity name", "name of group", "name of service", "name of venue", "name of place", "name of asset",
        "name of organisation", "building name and use", "club name", "project name", "activity name", "facility name",
        "practice name", "gp practice name", "school name", "library name", "park name", "property name",
        "location name", "organisation name", "organization name", "business name", "trading name", "dispenser name",
        "asset", "service", "group", "organisation", "organization", "charity", "label",
    ),
    "kind": ("kind", "asset kind"),
    "offer": ("offer", "offers", "asset offers"),
    "category": (
        "category", "categories", "type", "service type", "asset type", "type of asset", "type of service",
        "venue type", "site type", "facility type", "building type", "organisation type", "main category",
        "primary category", "subcategory", "sub category", "sub type", "theme", "themes", "taxonomy", "taxonomies",
        "taxonomy term", "tags", "classification", "class", "use", "current use", "amenity", "purposes",
    ),
    "latitude": (
        "latitude", "lat", "latitude wgs 84", "wgs 84 latitude", "lat wgs 84", "wgs 84 lat", "latitude degrees",
        "decimal latitude", "geo lat", "geo latitude", "gps lat", "gps latitude", "location latitude", "location lat",
        "geocoded latitude", "lat y", "y lat", "y latitude", "latitude y", "address latitude", "lati",
    ),
    "longitude": (
        "longitude", "long", "lon", "lng", "longitude wgs 84", "wgs 84 longitude", "long wgs 84", "lon wgs 84",
        "wgs 84 lon", "wgs 84 long", "longitude degrees", "decimal longitude", "geo lon", "geo long", "geo lng",
        "geo longitude", "gps lon", "gps long", "gps lng", "gps longitude", "location longitude", "location lng",
        "location lon", "geocoded longitude", "long x", "lon x", "lng x", "x long", "x lon", "x longitude",
        "longitude x", "address longitude", "longi",
    ),
    "easting": (
        "easting", "eastings", "easting m", "grid reference easting", "gridreferenceeasting", "os easting",
        "osgb easting", "bng easting", "easting bng", "easting osgb", "x easting", "easting x", "oseast 1 m",
        "grid easting", "map easting", "site easting", "coordinate easting",
    ),
    "northing": (
        "northing", "northings", "northing m", "grid reference northing", "gridreferencenorthing", "os northing",
        "osgb northing", "bng northing", "northing bng", "northing osgb", "y northing", "northing y", "osnrth 1 m",
        "grid northing", "map northing", "site northing", "coordinate northing",
    ),
    "coordinates": (
        "coordinates", "coordinate", "coords", "lat long", "lat lng", "lat lon", "latlong", "latlng", "latlon",
        "latitude longitude", "latitude and longitude", "long lat", "lng lat", "lon lat", "gps", "gps coordinates",
        "geo point", "geopoint", "geo point 2 d", "point", "lat long coordinates",
    ),
    "grid_reference": (
        "grid reference", "grid ref", "gridref", "gridreference", "os grid reference", "os grid ref", "os gridref",
        "national grid reference", "ngr", "os reference", "os ref", "osgr", "map reference", "map ref",
    ),
    "postcode": (
        "postcode", "post code", "postal code", "postalcode", "pcd", "pcds", "pcd 7", "zip", "zip code",
        "addr postcode", "address postcode", "venue postcode", "site postcode", "main postcode", "location postcode",
    ),
    "address": (
        "formatted address", "full address", "whole address", "address full", "postal address", "site address",
        "venue address", "location address", "premises address", "address", "addresses", "where", "location", "venue",
    ),
    "summary": (
        "summary", "description", "short description", "service description", "details", "about", "about us",
        "what we do", "what they do", "what is it", "overview", "information", "info", "notes", "comments",
        "objectives",
        "activities", "services", "services offered", "services provided", "facilities",
    ),
    "story": ("story", "history", "the story"),
    "protection": ("protection", "who may see it"),
    "status": ("status", "is it open", "open status"),
    "last_checked": (
        "last checked", "date checked", "checked on", "checked", "date last checked", "last verified", "verified",
        "verified on", "date verified", "assured date", "last assured", "last reviewed", "date reviewed", "review date",
        "last updated", "date updated", "updated", "updated on", "last update",
    ),
    "source_id": (
        "source id", "site code", "sitecode", "practice code", "id", "reference", "charity number", "unique id",
        "record id",
        "asset id", "service id", "location id", "site id", "ref", "reference number", "unique reference", "identifier",
        "location code", "seed code", "feature id", "object id", "objectid", "fid", "osm id", "uid",
        "guid", "uuid", "global id", "key",
    ),
    "opening_times": (
        "opening times", "opening hours", "hours text", "hours", "open times", "times", "opening", "open",
        "hours of opening", "opening days and times", "days and times", "day and time", "when", "opening time",
        "regular schedule", "hours osm", "schedule",
    ),
    "cost": ("cost", "costs", "price", "prices", "fee", "fees", "charge", "charges", "cost option", "cost to attend"),
    "who_for": (
        "who for", "who is it for", "who it is for", "beneficiaries", "target group", "audience", "target audience",
        "eligibility", "client group", "suitable for", "aimed at",
    ),
    "phone": (
        "phone", "telephone", "tel", "phone number", "telephone number", "tel no", "telephone no", "phone no",
        "contact phone", "contact telephone", "contact number", "contact tel", "contact phone number", "phones",
        "main phone", "public phone", "telephone 1", "phone 1", "tel 1",
    ),
    "email": (
        "email", "e mail", "email address", "e mail address", "contact email", "contact e mail",
        "contact email address",
        "public email", "general email", "enquiries email",
    ),
    "web": (
        "web", "website", "url", "web page", "webpage", "web site", "website url", "web address", "website address",
        "homepage", "home page", "contact website", "www", "link", "service url",
    ),
    "also_known_as": (
        "also known as", "known as", "aka", "alternate name", "alternative name", "other name", "other names",
        "alt name", "nickname", "gaelic name", "former name", "previous name",
    ),
    "referral": ("referral", "how to join", "referral route", "how to refer", "access route", "application process"),
    "languages": ("languages", "languages spoken", "language", "interpretation services"),
    "capacity": ("capacity", "room for", "maximum capacity", "max capacity", "places available"),
    "capacity_unit": ("capacity unit", "counted in", "capacity counted in"),
    "age_from": ("age from", "from age", "minimum age", "min age", "youngest age", "age min"),
    "age_to": ("age to", "up to age", "maximum age", "max age", "oldest age", "age max"),
    "uprn": ("uprn", "property number uprn", "unique property reference number", "os uprn"),
    "accessed": ("accessed", "how people get to it", "delivery", "attending type"),
    "access_features": ("access features",),
    "valued": ("valued", "what people value about it", "what is valued"),
    "could_do": ("could do", "what it could do with support", "potential"),
    "own_words": ("own words", "in peoples own words", "in people s own words"),
    "own_words_language": ("own words language", "language of own words", "language of those words"),
    "season_from": ("season from", "season begins", "season start", "open from month"),
    "season_to": ("season to", "season ends", "season end", "open to month"),
}  # fmt: skip
"""Spellings of each field as `plain_name` gives them, the surest first."""

FIELDS: tuple[str, ...] = tuple(SPELLINGS)
"""What a column of a list may hold."""

X_NAMES = (
    "x", "x coord", "x coordinate", "xcoord", "x coordinates", "coord x", "coordx", "point x", "pos x", "geo x",
    "bng x",
    "os x", "osgb x", "map x", "gis x", "x pos", "x m", "x cord", "e", "east", "centroid x",
)  # fmt: skip
Y_NAMES = (
    "y", "y coord", "y coordinate", "ycoord", "y coordinates", "coord y", "coordy", "point y", "pos y", "geo y",
    "bng y",
    "os y", "osgb y", "map y", "gis y", "y pos", "y m", "y cord", "n", "north", "centroid y",
)  # fmt: skip
"""Names that say which axis is meant, not in which system; each stands where its counterpart stands above it."""

REPORT_COLUMNS = ("import_result", "import_problem")
"""Columns that our own report adds to a list."""

HOLDS_NAMES = "holds names of people"
_LOOSE: Mapping[str, re.Pattern[str]] = {
    "postcode": re.compile(r"\bpost ?code\b|\bpostal code\b"),
    "latitude": re.compile(r"\blat(?:itude)?\b(?!.*\b(?:long?|lng|longitude)\b)"),
    "longitude": re.compile(r"(?<!lat )(?<!latitude )\b(?:longitude|lng)\b"),
    "easting": re.compile(r"\beastings?\b"),
    "northing": re.compile(r"\bnorthings?\b"),
    "grid_reference": re.compile(r"\bgrid ?ref(?:erence)?\b"),
    "email": re.compile(r"\be ?mail\b"),
    "phone": re.compile(r"\b(?:tele)?phone\b"),
    "web": re.compile(r"\bweb ?(?:site|page)\b"),
    "opening_times": re.compile(r"\bopening (?:times|hours)\b"),
    "uprn": re.compile(r"\buprn\b"),
    "summary": re.compile(r"\bdescription\b"),
    "address": re.compile(r"\baddress\b(?! (?:id|type|code|count))"),
    "name": re.compile(
        r"^(?!.*\b(?:ward|council|council area|street|road|town|city|area|region|county|district|zone|board|hb|hscp|"
        r"file|layer|user|species|language|country|place of|locality|constituency|network|cluster)\b).*\bname\b"
    ),
}
"""What a name says that holds one of these words among others."""

_PEOPLE = re.compile(
    r"\b(?:contact (?:name|person)|contact s name|(?:fore|first|last|given|family|middle|sur) ?names?|full name|"
    r"person(?: name)?|manager(?: s)?(?: name)?|lead(?:er| officer| person| contact| gp)?(?: name)?|key contact|"
    r"main contact|primary contact|named (?:person|contact)|name of (?:contact|manager|leader|person|head|owner|gp)|"
    r"(?:owner|keeper|keyholder|key holder|caretaker|janitor|organiser|organizer|coordinator|co ordinator|secretary|"
    r"treasurer|chair|chairperson|chairman|convener|convenor|volunteer|worker|staff|member|head ?teacher|tutor|teacher|"
    r"coach|minister|trustee|director|practitioner|doctor|gp|dentist|optometrist)s?(?: s)?(?: names?)?)$"
)
_OWN_CONTACT = re.compile(
    r"\b(?:home|personal|private|own|manager|leader|secretary|treasurer|chair|trustee|organiser|coordinator|keyholder)s?"
    r"(?: s)? (?:tel|telephone|phone|mobile|e ?mail|address|number)\b|\bmobile\b|\bcell\b"
)
_TRUSTEES = re.compile(r"\btrustees?\b")
_MAP_LINKS = re.compile(r"\b(?:directions?|google ?maps?|maps? (?:link|url)|street ?view)\b")
_DATES_OF_OTHER_THINGS = re.compile(r"\bupload")

_WORD_BREAKS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")


def plain_name(column: str) -> str:
    """Return the words of a column's name: small, with one blank between them, and nothing but letters and digits.

    Parameters
    ----------
    column
        As it stands in the file, for instance ``GridReferenceEasting`` or ``Post-Code``.

    Returns
    -------
    str
        For instance ``"grid reference easting"``, ``"post code"``.
    """
    return re.sub(r"[^a-z0-9]+", " ", _WORD_BREAKS.sub(" ", column).casefold()).strip()


def field_named(plain: str) -> tuple[str, int] | None:
    """Return the field whose spelling a name is.

    Parameters
    ----------
    plain
        A name as `plain_name` gives it.

    Returns
    -------
    tuple of str and int, or None
        The field, and how far down its list the spelling stands: 0 for the surest.
    """
    return _RANKS.get(plain) or _RANKS_IN_ONE_WORD.get(plain.replace(" ", ""))


def field_worded(plain: str) -> str:
    """Return the field that is meant by a name which says more than a spelling: ``postcode of the hall``.

    Parameters
    ----------
    plain
        A name as `plain_name` gives it.

    Returns
    -------
    str
        The field, or empty text.
    """
    return next((field for field, words in _LOOSE.items() if words.search(plain)), "")


def reason_against(column: str) -> str:
    """Return why a column is not to be taken in, whatever its cells hold.

    Parameters
    ----------
    column
        Its name as it stands in the file.

    Returns
    -------
    str
        Plain words, or empty text for all others.
    """
    plain = plain_name(column)
    if column.strip().casefold() in REPORT_COLUMNS:
        return "belongs to our report on a list"
    if _TRUSTEES.search(plain):
        return "may tell of a trustee's home"
    if _PEOPLE.search(plain):
        return HOLDS_NAMES
    if _OWN_CONTACT.search(plain):
        return "may be somebody's own phone or address"
    if _MAP_LINKS.search(plain):
        return "leads to a map, not to a page of its own"
    return "says when it was uploaded, not checked" if _DATES_OF_OTHER_THINGS.search(plain) else ""


def xy_names(columns: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of columns that are named like the two axes of a point.

    Parameters
    ----------
    columns
        Names as they stand in the file.

    Returns
    -------
    list of tuple of str
        The eastward column first; the likeliest pair first.
    """
    by_name = {plain_name(column): column for column in reversed(columns)}
    pairs = zip(X_NAMES, Y_NAMES, strict=True)
    return [(by_name[x], by_name[y]) for x, y in pairs if x in by_name and y in by_name]


_RANKS = {word: (field, rank) for field, words in SPELLINGS.items() for rank, word in enumerate(words)}
_RANKS_IN_ONE_WORD = {word.replace(" ", ""): ranked for word, ranked in reversed(_RANKS.items())}
