"""What anybody may ask of a business over the API: who it is, its menu, and an order."""

from ninja import Router

from storefront.api import menu, ordering, slots, store

router = Router()
router.add_router("", store.router)
router.add_router("", menu.router)
router.add_router("", slots.router)
router.add_router("", ordering.router)
