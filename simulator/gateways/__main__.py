"""`python -m simulator.gateways --port 8003 --data FILE`: the gateways, until told to stop."""

import argparse
import signal
import sys

from simulator.gateways.server import Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulator.gateways", description=__doc__)
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--data", default=":memory:", help="a file that keeps the payments")
    options = parser.parse_args()
    server = Server(options.port, options.data)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stdout.write(f"Pretend gateways on {server.origin}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.5)
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
