"""Scripts for the maintainers of this repository; nothing here is shipped."""
