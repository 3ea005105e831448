"""The errors that Asset Map raises on purpose."""


class AssetMapError(Exception):
    """Base of every error raised on purpose."""


class UserError(AssetMapError):
    """Something a person can mend; its message is shown to them as it is.

    The message says what was expected, what was found and what to do.
    """


class GeographyError(UserError):
    """A boundary, deprivation or postcode file cannot be used as it is."""


class VintageMismatchError(GeographyError):
    """Zones of one vintage were offered a table keyed by zones of another."""


class IntakeError(UserError):
    """A file of assets cannot be read."""


class StoreError(UserError):
    """The store cannot be opened, read or written."""


class StoreFullError(StoreError):
    """There is no room left where the store is."""


class StoreReadOnlyError(StoreError):
    """The store can be read and not written."""


class StoreBusyError(StoreError):
    """Others keep the store from being written just now."""


class StoreAwayError(StoreError):
    """The database does not answer."""


class StoreDamagedError(StoreError):
    """What is in the place of the store is damaged, or no database."""


class DiskError(UserError):
    """A file cannot be written or read, and the machine is the reason."""


class ConflictError(UserError):
    """A record was changed by somebody else since it was read."""


class BackupError(UserError):
    """A backup cannot be made, is not whole, or cannot be put back here."""


class FetchError(UserError):
    """An official download did not arrive whole."""


class SecondPersonError(UserError):
    """One person alone tried what two have to agree to."""


class NotAllowedError(UserError):
    """Somebody tried what they may not do."""


class PhotoError(UserError):
    """A photo cannot be taken as it is."""


class PhotoTooBigError(PhotoError):
    """A photo has more bytes than are taken."""


class PlaceNotFoundError(UserError):
    """What somebody typed to say where leads to no place in the area."""


class WrongCoordinatesError(PlaceNotFoundError):
    """Somebody typed two numbers that are the coordinates of no place in the area."""


class NoRightError(NotAllowedError):
    """Somebody tried what they hold no right for."""
