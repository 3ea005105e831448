"""``python -m asset_map`` is the same as ``asset-map``."""

from asset_map.cli import run

run()
