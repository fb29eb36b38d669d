"""Why a file cannot be written or taken. Read on the command line."""

from flowt.errors import Refusal


class BadArchive(Refusal):
    """It was cut, changed, or never was one."""

    sentence = "This file is damaged or is no Flowt file: %(reason)s. Nothing was changed."


class NeedsPassphrase(Refusal):
    sentence = "This file is encrypted: give its passphrase with --passphrase-file."


class WrongPassphrase(Refusal):
    sentence = "The passphrase does not open this file."


class WrongKind(Refusal):
    sentence = "This file holds %(found)s; the command takes %(wanted)s."


class WrongKeys(Refusal):
    sentence = (
        "This backup was made with other FLOWT_FIELD_KEYS (%(missing)s is not among yours): give"
        " the keys of that installation, or its documents and payment secrets stay unreadable."
    )


class NewerRelease(Refusal):
    sentence = "This file was made by a newer release (%(migration)s): update Flowt first."


class Busy(Refusal):
    sentence = "%(name)s is being updated or moved right now: try again in a moment."


class Moved(Refusal):
    sentence = "%(name)s was updated while it was being read: start again."


class NoSuchTenant(Refusal):
    sentence = "There is no tenant %(slug)s to restore: leave out --restore to make it anew."


class NotEmpty(Refusal):
    sentence = (
        "This installation holds %(tenants)s tenants and %(users)s sign-ins: give --yes to put the"
        " backup in their place."
    )


class InUse(Refusal):
    sentence = "%(count)s other connections use the database: stop Flowt (web, worker, beat) first."


class NoDatabaseRights(Refusal):
    sentence = (
        "The database user may not create databases, which a restore needs: grant it with"
        " ALTER USER %(user)s CREATEDB."
    )


class CannotWrite(Refusal):
    sentence = "%(path)s cannot be written: %(reason)s. Nothing is left of it."
