"""What does a catalogue read of a file? Metadata after ISO 19115 and ISO 19139, and those that QGIS shows."""

from __future__ import annotations

import uuid
from typing import Final
from xml.etree import ElementTree as Xml

from asset_map.exports.export import Export, ExportLayer
from asset_map.language import gettext as _

GMD, GCO = "http://www.isotc211.org/2005/gmd", "http://www.isotc211.org/2005/gco"
ISO_URI: Final = "http://www.isotc211.org/2005/gmd"
QGIS_URI: Final = "http://mrcc.com/qgis.dtd"
"""By these GDAL and QGIS know which metadata are which."""

_CODES = f"{GMD}/resources/codelist.xml"

_IDS = uuid.UUID("2b0f5a34-6d0e-5c55-9f0c-3c1f5c6a7e21")
"""Names are made under it, so that the same file has the same id."""

TOPIC: Final = "society"
"""The topic of ISO 19115 (``MD_TopicCategoryCode``) that communities belong to."""

Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees, EPSG:4326."""


def iso_metadata(export: Export, box: Box | None) -> str:
    """Return the metadata of a whole file.

    Parameters
    ----------
    export
        What is written.
    box
        Where it is; None if nothing in it has a place.

    Returns
    -------
    str
        A ``gmd:MD_Metadata`` document: what it is, of which day, where, how it was worked out (lineage), and on which
        terms and with which caution it may be used (constraints).
    """
    day = export.card.as_of.isoformat()
    root = Xml.Element("gmd:MD_Metadata", {"xmlns:gmd": GMD, "xmlns:gco": GCO})
    _text(root, "gmd:fileIdentifier", str(uuid.uuid5(_IDS, f"{export.title}|{export.card.facts()}")))
    _text(root, "gmd:language", "eng")
    _code(root, "gmd:hierarchyLevel", "gmd:MD_ScopeCode", "dataset")
    contact = _in(root, "gmd:contact", "gmd:CI_ResponsibleParty")
    _text(contact, "gmd:organisationName", "Asset Map")
    _code(contact, "gmd:role", "gmd:CI_RoleCode", "processor")
    _text(root, "gmd:dateStamp", day, kind="gco:Date")
    _text(root, "gmd:metadataStandardName", "ISO 19115:2003/19139")
    system = _in(root, "gmd:referenceSystemInfo", "gmd:MD_ReferenceSystem", "gmd:referenceSystemIdentifier")
    _text(_in(system, "gmd:RS_Identifier"), "gmd:code", "EPSG:27700")
    about = _in(root, "gmd:identificationInfo", "gmd:MD_DataIdentification")
    citation = _in(about, "gmd:citation", "gmd:CI_Citation")
    _text(citation, "gmd:title", export.title)
    date = _in(citation, "gmd:date", "gmd:CI_Date")
    _text(date, "gmd:date", day, kind="gco:Date")
    _code(date, "gmd:dateType", "gmd:CI_DateTypeCode", "creation")
    _text(about, "gmd:abstract", export.abstract)
    if export.attribution:
        _text(about, "gmd:credit", export.attribution)
    words = _in(about, "gmd:descriptiveKeywords", "gmd:MD_Keywords")
    for word in export.keywords:
        _text(words, "gmd:keyword", word)
    limits = _in(about, "gmd:resourceConstraints", "gmd:MD_LegalConstraints")
    for caveat in export.caveats:
        _text(limits, "gmd:useLimitation", caveat)
    for restriction in ("license", "otherRestrictions"):
        _code(limits, "gmd:useConstraints", "gmd:MD_RestrictionCode", restriction)
    for terms in filter(None, (export.licence, export.attribution)):
        _text(limits, "gmd:otherConstraints", terms)
    _text(about, "gmd:language", "eng")
    _text(about, "gmd:topicCategory", TOPIC, kind="gmd:MD_TopicCategoryCode")
    if box is not None:
        _box(_in(about, "gmd:extent", "gmd:EX_Extent", "gmd:geographicElement", "gmd:EX_GeographicBoundingBox"), box)
    quality = _in(root, "gmd:dataQualityInfo", "gmd:DQ_DataQuality")
    _code(_in(quality, "gmd:scope", "gmd:DQ_Scope"), "gmd:level", "gmd:MD_ScopeCode", "dataset")
    lineage = "\n".join(f"{label}: {value}" for label, value in export.card.rows())
    _text(_in(quality, "gmd:lineage", "gmd:LI_Lineage"), "gmd:statement", lineage)
    return Xml.tostring(root, encoding="unicode")


def qgis_metadata(export: Export, layer: ExportLayer) -> str:
    """Return the metadata of a layer as QGIS shows them.

    Parameters
    ----------
    export
        What is written.
    layer
        One of its layers.

    Returns
    -------
    str
        An XML document.
    """
    root = Xml.Element("qgis", version="3.22.0")
    Xml.SubElement(root, "identifier").text = layer.name
    Xml.SubElement(root, "type").text = "dataset"
    Xml.SubElement(root, "language").text = "ENG"
    Xml.SubElement(root, "title").text = f"{export.title}: {layer.title}"
    caution = "\n".join(f"{_('Before you use it')}: {caveat}" for caveat in export.caveats)
    card = "\n".join(f"{label}: {value}" for label, value in export.card.rows())
    Xml.SubElement(root, "abstract").text = "\n\n".join([layer.description, export.abstract, card, caution])
    topics = Xml.SubElement(root, "keywords", vocabulary="gmd:topicCategory")
    Xml.SubElement(topics, "keyword").text = TOPIC.capitalize()
    words = Xml.SubElement(root, "keywords", vocabulary="Asset Map")
    for word in export.keywords:
        Xml.SubElement(words, "keyword").text = word
    Xml.SubElement(root, "rights").text = export.attribution
    Xml.SubElement(root, "license").text = export.licence
    return Xml.tostring(root, encoding="unicode")


def _in(parent: Xml.Element, *names: str) -> Xml.Element:
    for name in names:
        parent = Xml.SubElement(parent, name)
    return parent


def _text(parent: Xml.Element, name: str, text: str, *, kind: str = "gco:CharacterString") -> None:
    _in(parent, name, kind).text = text


def _code(parent: Xml.Element, name: str, kind: str, value: str) -> None:
    element = Xml.SubElement(Xml.SubElement(parent, name), kind, codeList=f"{_CODES}#{kind[4:]}", codeListValue=value)
    element.text = value


def _box(parent: Xml.Element, box: Box) -> None:
    west, south, east, north = box
    sides = {
        "westBoundLongitude": west,
        "eastBoundLongitude": east,
        "southBoundLatitude": south,
        "northBoundLatitude": north,
    }
    for name, degrees in sides.items():
        _text(parent, f"gmd:{name}", f"{degrees:.6f}", kind="gco:Decimal")
