"""``python -m cnnpool LINK``: what a link shows, as text and as files, without a page."""

import sys

from cnnpool.command import main

if __name__ == "__main__":
    sys.exit(main())
