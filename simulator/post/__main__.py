"""`python -m simulator.post --port 8004 --smtp-port 2525 --data FILE`: until it is told to stop."""

import argparse
import signal
import sys

from simulator.post.server import Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulator.post", description=__doc__)
    parser.add_argument("--port", type=int, default=8004)
    parser.add_argument("--smtp-port", type=int, default=2525)
    parser.add_argument("--data", default=":memory:", help="a file that keeps the mails")
    options = parser.parse_args()
    server = Server(options.port, options.smtp_port, options.data)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stdout.write(f"Pretend post office on {server.origin}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.5)
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
