"""The catalogue as a file: one flat CSV, or nested JSON, both read and written. No database here.

Both hold the same four kinds of rows (`document`), and what is written reads back equal.

CSV (`flat`): one table, UTF-8 with BOM, `;` between cells. `type` says what a row is, `key` names
it in the file, `parent` says where it belongs. The headers and words are Portuguese or English;
columns that are missing, and cells that are empty, take the default.

    type      key          parent       what else counts
    category  its slug     a category   name, description, is_visible, windows
    item      its slug     a category   name, sku, price, groups (keys, with | between), and so on
    group     any          or an option name, internal_name, minimum, maximum, price_rule
    option    any          a group      name, price, maximum, sku, description, is_available

A row without a type is an item; an item without a key gets its slug from its name; a category
that no row declares is made from its name. `windows` holds `1111100 11:00-15:00` (Monday first)
with | between.

JSON (`nested`): {"format": "flowt.catalog", "version": 1, "categories": [{…, "items": [{…}],
"categories": [{…}]}], "groups": [{"key": …, "options": [{…, "groups": [{…}]}]}]}, the names of the
fields as above.
"""
