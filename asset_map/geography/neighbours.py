"""Which zones touch each other?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import scipy


def touching(zones_bng: gpd.GeoSeries) -> scipy.sparse.csr_array:
    """Return which zones share a boundary or a corner ("queen" contiguity).

    Parameters
    ----------
    zones_bng
        Polygons in full detail, EPSG:27700.

    Returns
    -------
    scipy.sparse.csr_array
        One row and one column a zone, in the order given: 1 where two zones touch, symmetric, nothing on the diagonal.
        A zone across water touches none: its row is empty.
    """
    geometry = zones_bng.to_numpy()
    first, second = zones_bng.sindex.query(geometry, predicate="intersects")
    apart = first != second
    first, second = first[apart], second[apart]
    matrix = scipy.sparse.csr_array((np.ones(len(first)), (first, second)), shape=(len(geometry), len(geometry)))
    # Rounded corners can touch in one direction only.
    return matrix.maximum(matrix.T).tocsr()
