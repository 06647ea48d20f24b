"""The app of production: orders, stations, reporting; the verbs are the kernel's own."""
