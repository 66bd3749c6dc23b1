"""`python -m threadreader`."""

from threadreader.cli import main

raise SystemExit(main())
