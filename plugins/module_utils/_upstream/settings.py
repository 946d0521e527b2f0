# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Settings of the server that a release renames, moves, needs or limits."""

from __future__ import annotations

import dataclasses
import typing as t

from .._versions import parse_version
from .sources import BREAKING_2_0, READ

Version = tuple[int, int, int, int]
PLATFORM = f"{BREAKING_2_0}platform-and-security"


@dataclasses.dataclass(frozen=True)
class Renamed:
    """An environment variable of the server with another name. The old one is ignored without a message.

    Attributes:
        old: the name before.
        new: the name from `since` on.
        provider: the provider of language models that the variable belongs to.
        since: the first release with the new name.
        source: where that was read.
        read: when.
    """

    old: str
    new: str
    provider: str
    since: str = "2.0.0"
    source: str = PLATFORM
    read: str = READ


RENAMED: tuple[Renamed, ...] = (
    Renamed("OPENAI_API_KEY", "LLM_OPENAI_API_KEY", "openai"),
    Renamed("OPENAI_API_ENDPOINT", "LLM_OPENAI_ENDPOINT", "openai"),
    Renamed("OPENAI_DEPLOYMENT_NAME", "LLM_OPENAI_DEPLOYMENT", "openai"),
    Renamed("OPENAI_API_VERSION", "LLM_OPENAI_API_VERSION", "openai"),
    Renamed("AWS_BEDROCK_REGION", "AWS_DEFAULT_REGION", "bedrock"),
    Renamed("AWS_BEDROCK_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "bedrock"),
    Renamed("AWS_BEDROCK_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "bedrock"),
    Renamed("AWS_BEDROCK_SESSION_TOKEN", "AWS_SESSION_TOKEN", "bedrock"),
    Renamed("AWS_BEDROCK_MODEL_ID", "LLM_BEDROCK_MODEL_ID", "bedrock"),
    Renamed("GOOGLE_API_KEY", "LLM_GOOGLE_API_KEY", "google"),
)


@dataclasses.dataclass(frozen=True)
class Switch:
    """A variable that must be set from a release on, or a provider that is configured does nothing.

    Attributes:
        name: the variable.
        value: what to set; None: the name of the provider.
        since: the first release that asks for it.
        source: where that was read.
        read: when.
    """

    name: str
    value: str | None
    since: str = "2.0.0"
    source: str = PLATFORM
    read: str = READ


SWITCHES: tuple[Switch, ...] = (Switch("LLM_ENABLED", "true"), Switch("LLM_PROVIDER", None))
# It keeps its name, and says which of several providers makes the embeddings.
CHOSEN_PROVIDER = "EMBEDDING_PROVIDER"


@dataclasses.dataclass(frozen=True)
class Moved:
    """Keys of openmetadata.yaml that are in another block. They are ignored in the old place.

    Attributes:
        old: the path of the block before.
        keys: the keys of the block that move; the others stay.
        new: the path of the block from `since` on.
        since: the first release that reads the new place.
        source: where that was read.
        read: when.
    """

    old: tuple[str, ...]
    keys: tuple[str, ...]
    new: str
    since: str = "2.0.0"
    source: str = PLATFORM
    read: str = READ


MOVED: tuple[Moved, ...] = (
    Moved(
        ("elasticsearch", "naturalLanguageSearch"),
        ("bedrock", "openai", "google"),
        "llmConfiguration",
    ),
    Moved(
        ("elasticsearch", "naturalLanguageSearch"),
        ("embeddingProvider", "maxConcurrentRequests", "djl"),
        "llmConfiguration.embeddings",
    ),
)


@dataclasses.dataclass(frozen=True)
class Limit:
    """A limit on statements of the server, which holds for its migrations as well: both read the same configuration.

    Attributes:
        name: the environment variable that sets it.
        per_second: units of the variable in one second.
        engine: the database that it is for; None: both.
        default: seconds, where the variable is not set; None: it was not read.
        since: the first release with the limit.
        source: where that was read.
        read: when.
    """

    name: str
    per_second: int
    engine: str | None
    default: int | None
    since: str = "2.0.0"
    source: str = PLATFORM
    read: str = READ


LIMITS: tuple[Limit, ...] = (
    Limit("DB_QUERY_TIMEOUT_SECONDS", 1, None, 300),
    Limit("DB_MYSQL_SOCKET_TIMEOUT", 1000, "mysql", None),
    Limit("DB_POSTGRESQL_SOCKET_TIMEOUT", 1, "postgresql", None),
)


# The key that openmetadata.yaml has where FERNET_KEY is not set (conf/openmetadata.yaml of 1.12.6).
FERNET_VARIABLE = "FERNET_KEY"
FERNET_DEFAULT = "jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA="
NOT_ENCRYPTED = "no_encryption_at_rest"


def fernet_key(environment: t.Mapping[str, t.Any], own_configuration: bool) -> str:
    """The key that a server uses; blank where that is not known, or nothing is encrypted.

    Args:
        environment: the server's variables.
        own_configuration: whether it has an openmetadata.yaml of its own, in which the key may stand.
    """
    given = str(environment.get(FERNET_VARIABLE) or "")
    if given == NOT_ENCRYPTED:
        return ""
    return given or ("" if own_configuration else FERNET_DEFAULT)


def renamed(target: Version) -> dict[str, Renamed]:
    """The variables that the target calls otherwise, by their old name."""
    return {entry.old: entry for entry in RENAMED if parse_version(entry.since) <= target}


def switches(target: Version) -> list[Switch]:
    """The variables that the target needs where a provider is configured."""
    return [entry for entry in SWITCHES if parse_version(entry.since) <= target]


def moved(target: Version) -> list[Moved]:
    """The keys of openmetadata.yaml that the target reads in another place."""
    return [entry for entry in MOVED if parse_version(entry.since) <= target]


def limits(target: Version, engine: str) -> list[Limit]:
    """The limits on statements that the target has on this database."""
    return [entry for entry in LIMITS if parse_version(entry.since) <= target and entry.engine in (None, engine)]
