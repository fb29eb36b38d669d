"""The schemas of a crowd, made in a process of its own: it imports Django's models late."""


def make(names: list[str]) -> None:
    import django

    django.setup()
    from django.db import connections

    from tenants import schemas

    for name in names:
        schemas.replay(name)
    connections.close_all()
