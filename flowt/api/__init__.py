"""The public API of every tenant: `/api/v1/`, its keys, its promises about errors and repeats.

Apps bring their routes in `api.py`; `flowt.api.mount` finds them. Nothing here knows an app.
"""
