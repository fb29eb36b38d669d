"""PostgreSQL and Valkey from wheels, started in a data folder: `postgres` and `valkey`."""
