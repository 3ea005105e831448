"""Which kinds and offers does this area use: the project's own, or those that somebody here wrote?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from asset_map.domain.classification import Classification, read_classification
from asset_map.errors import UserError
from asset_map.settings import Settings, bundled

OWN_FILE = "classification.toml"
"""Name of a classification in the home folder; it takes the place of the project's."""


_read = lru_cache(maxsize=8)(read_classification)
"""The same text is read once, however often an area is opened."""


def the_classification(settings: Settings) -> Classification:
    """Return the classification of this area.

    Parameters
    ----------
    settings
        Name a file with ``ASSET_MAP_CLASSIFICATION``, or hold ``classification.toml`` in the home folder; else the
        project's own is taken.

    Returns
    -------
    Classification
        Kinds and offers.

    Raises
    ------
    UserError
        When the file that was named cannot be read, or is no classification.
    """
    own = settings.home / OWN_FILE
    file = settings.classification_file or (own if own.is_file() else bundled(f"data/classification/{OWN_FILE}"))
    return _read(_text_of(file), str(file))


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise UserError(
            f"Expected a classification in {file}; it cannot be read: {error.strerror}. Mend the file, or the variable "
            "ASSET_MAP_CLASSIFICATION."
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            f"Expected the classification in {file} as UTF-8 text; found other bytes. Save it so."
        ) from error
