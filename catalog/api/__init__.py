"""The catalogue over the API, for keys that may."""

from ninja import Router

from catalog.api import categories, groups, items

router = Router()
router.add_router("", categories.router)
router.add_router("", items.router)
router.add_router("", groups.router)
