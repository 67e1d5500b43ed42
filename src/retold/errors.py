"""Every error that Retold raises on purpose.

RetoldError
├── UsageError          what the caller asked for makes no sense
│   ├── SettingsError       retold.toml or an option is wrong
│   ├── UnknownFormat       no reader for this file
│   └── NotFound            no such article, story, statement or file
├── StoreError          the store cannot be used
│   ├── NotAStore           the file is no Retold store
│   ├── NewerFormat         written by a newer Retold
│   └── StoreLocked         another process is writing
├── ModelError          a language model is missing or not the checked one
├── PipelineError       a stage broke its contract
├── ClusterError        Spark, its workers or their storage failed
└── WorkerError         a worker process failed on its task
    └── WorkerDied          it ended without an answer
"""

from __future__ import annotations


class RetoldError(Exception):
    """Base of all errors that Retold raises on purpose; its text is one line for people."""


class UsageError(RetoldError):
    """What the caller asked for makes no sense."""


class SettingsError(UsageError):
    """`retold.toml` or an option holds something that Retold does not know."""


class UnknownFormat(UsageError):
    """No reader knows this file."""


class NotFound(UsageError):
    """Nothing in the store (or on disk) has this name."""


class StoreError(RetoldError):
    """The store cannot be used."""


class NotAStore(StoreError):
    """The file is not a Retold store."""


class NewerFormat(StoreError):
    """The store was written by a newer Retold."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class ModelError(RetoldError):
    """A language model is missing, or its weights are not the checked ones."""


class PipelineError(RetoldError):
    """A stage broke its contract: reads what nothing wrote, or writes another schema than declared."""


class ClusterError(RetoldError):
    """Spark, its workers or the storage that they share failed, or are not set up."""


class WorkerError(RetoldError):
    """A worker process failed on its task."""


class WorkerDied(WorkerError):
    """A worker process ended without an answer."""
