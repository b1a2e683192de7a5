"""``python -m codat_customers``: the command line."""

import sys

from codat_customers._cli import main

if __name__ == "__main__":
    sys.exit(main())
