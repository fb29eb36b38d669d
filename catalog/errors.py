"""What the catalogue refuses, in the words a person will read."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from flowt.errors import Refusal


class SoldOut(Refusal):
    """Fewer are left than were asked for. `item_id`, `name` and `left` say of what and how many."""

    sentence = _("“%(name)s” is sold out.")

    def __init__(self, *, item_id: int, name: str, left: int) -> None:
        self.item_id, self.name, self.left = item_id, name, left
        some = ngettext(
            "Only %(left)s of “%(name)s” is left.", "Only %(left)s of “%(name)s” are left.", left
        )
        super().__init__(some if left else None, name=name, left=left)


class SkuTaken(Refusal):
    sentence = _("The code “%(sku)s” is already used by “%(name)s”.")


class SlugTaken(Refusal):
    sentence = _("The address “%(slug)s” is already in use.")


class CategoryNotEmpty(Refusal):
    sentence = _("“%(name)s” still has items. Move or archive them first.")


class CategoryTooDeep(Refusal):
    sentence = _("A category goes at most two levels deep.")


class CategoryArchived(Refusal):
    sentence = _("“%(name)s” is archived. Choose another category.")


class NothingSelected(Refusal):
    sentence = _("Select at least one item first.")


class PriceOutOfRange(Refusal):
    sentence = _("“%(name)s” would cost less than zero or too much. Nothing was changed.")


class GroupTooDeep(Refusal):
    sentence = _("A question under an option cannot have questions of its own.")


class GroupNeedsOptions(Refusal):
    sentence = _("“%(name)s” asks for at least %(minimum)s, but its options only reach %(reach)s.")


class PictureRefused(Refusal):
    sentence = _("This file is not a picture we can read. Use JPEG, PNG or WebP.")


class TooManyPictures(Refusal):
    sentence = _("An item has at most %(count)s pictures.")


class FileRefused(Refusal):
    sentence = _("This file could not be read.")


class ImportExpired(Refusal):
    sentence = _("This import is no longer there. Upload the file again.")


class ImportChanged(Refusal):
    sentence = _("The catalogue changed since you checked this file. Look at the result again.")
