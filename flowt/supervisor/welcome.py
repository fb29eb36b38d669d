"""What is said once everything is up: addresses and sign-ins."""

DEMO_TENANTS = {
    "cantina": "a restaurant, with tables",
    "aurora": "a distributor",
    "studio": "services",
    "luz": "an energy utility",
}
DEMO_SIGN_INS = {
    "demo@plataforma.com": "owner of all four",
    "omni8@plataforma.com": "global administrator",
    "atendente@plataforma.com": "cantina's agent",
    "supervisor@plataforma.com": "cantina's supervisor",
    "analista@plataforma.com": "cantina's viewer",
}


def welcome(
    port: int,
    *,
    is_demo: bool,
    seconds: float,
    bank_port: int = 0,
    gateway_port: int = 0,
    post_port: int = 0,
) -> list[str]:
    """The lines of the box that says where everything is."""
    lines = [f"Flowt is ready ({seconds:.0f} s)", "-"]
    if not is_demo:
        return [
            *lines,
            f"http://localhost:{port}/  makes the first administrator, then your first tenant",
            "-",
            "Ctrl-C stops everything",
        ]
    lines += [
        f"{f'http://{host}.localhost:{port}/':<34}{what}" for host, what in DEMO_TENANTS.items()
    ]
    lines += [
        f"{f'http://localhost:{port}/console/':<34}every tenant, for the global administrator",
        f"{f'http://localhost:{bank_port}/':<34}the demo's bank: pays the cantina's PIX codes",
        f"{f'http://localhost:{gateway_port}/':<34}the demo's Stripe, Mercado Pago and Asaas",
        f"{f'http://localhost:{post_port}/':<34}the demo's post office: every e-mail it sends",
        f"also as http://localhost:{port}/?tenant=cantina",
        "-",
        *(f"{email:<34}{what}" for email, what in DEMO_SIGN_INS.items()),
        "password of all: demo123",
        "-",
        "Ctrl-C stops everything",
    ]
    return lines
