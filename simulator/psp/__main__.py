"""`python -m simulator.psp --port 8002 --data FILE`: the bank, until it is told to stop."""

import argparse
import signal
import sys

from simulator.psp.server import Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulator.psp", description=__doc__)
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--data", default=":memory:", help="a file that keeps the charges")
    options = parser.parse_args()
    server = Server(options.port, options.data)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stdout.write(f"Pretend bank on {server.origin}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.5)
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
