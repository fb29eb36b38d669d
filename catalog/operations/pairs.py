"""Counting what is ordered together, for "goes well with"."""

from collections.abc import Collection

from django.db import connection

# In the order of the key, so that two orders of the same items never wait for each other in turn.
_COUNT = """
INSERT INTO catalog_itempair AS pair (first_id, second_id, orders)
SELECT one.id, other.id, 1 FROM catalog_item one JOIN catalog_item other ON one.id <= other.id
WHERE one.id = ANY(%s) AND other.id = ANY(%s) ORDER BY 1, 2
ON CONFLICT (first_id, second_id) DO UPDATE SET orders = pair.orders + 1
"""


def count_together(item_ids: Collection[int]) -> None:
    """Count one more order of these items. It does not know a repeat: the caller does."""
    ids = sorted(set(item_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [ids, ids])
