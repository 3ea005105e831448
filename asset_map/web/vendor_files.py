"""Where does the server find the browser files? The map room knows, because its pages need them too."""

from asset_map.maps.vendor_files import VENDOR_FOLDER, vendor_file

__all__ = ["VENDOR_FOLDER", "vendor_file"]
