"""How articles are read: files, mark-up, blocks, metadata and credits."""
