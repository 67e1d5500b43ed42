"""`python -m retold` and the command `retold`: Ctrl-C ends quietly even while the program is loading."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from retold.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
