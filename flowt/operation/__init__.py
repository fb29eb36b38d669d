"""How the installation is doing: errors of our own, volumes, capacity. All of it in `public`."""
