"""``asset-map`` after all modules of the app and all libraries that it asks for were imported."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import packages_distributions, requires
from re import match

import asset_map
from asset_map.cli import run

PARTS = (
    "alembic.command", "authlib.integrations.starlette_client", "joserfc.errors", "scipy.ndimage", "scipy.optimize",
    "scipy.sparse.csgraph", "scipy.spatial", "scipy.special", "scipy.stats",
)  # fmt: skip
"""Parts of libraries that the app uses, and that do not come with their wholes."""

NOT_TO_IMPORT = (".migrations", ".frontend", ".__main__")
"""Scripts, not modules."""


def main() -> None:
    """Import everything, and be ``asset-map``."""
    for module in pkgutil.walk_packages(asset_map.__path__, "asset_map."):
        is_screen = module.name.startswith("asset_map.pages.") and ".components" not in module.name
        if not is_screen and not any(part in module.name for part in NOT_TO_IMPORT):
            importlib.import_module(module.name)
    for name in (*libraries(), *PARTS):
        importlib.import_module(name)
    run()


def libraries() -> list[str]:
    """Return the packages of the libraries that the app needs at work.

    Returns
    -------
    list of str
        Names to import.
    """
    at_work = [line for line in requires("asset-map") or () if "extra ==" not in line]
    needed = {found[0].lower() for line in at_work if (found := match(r"[\w-]+", line))}
    return sorted(
        name
        for name, owners in packages_distributions().items()
        if name.isidentifier() and not name.startswith("_") and needed & {owner.lower() for owner in owners}
    )


if __name__ == "__main__":
    main()
