"""The demo's post office: it takes e-mails by SMTP and by Postmark's HTTP API, and shows them.

It stands alone, on loopback: nothing leaves it. What goes wrong depends on the address: `recusa@`
is refused, `volta@` comes back, `adiada@` comes back for the moment, `spam@` is reported, `corta@`
is accepted and then the line is cut, `lento@` takes three seconds, `cheia@` is put off once.
"""
