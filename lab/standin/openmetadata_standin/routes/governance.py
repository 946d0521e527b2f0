# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/glossaries, /glossaryTerms, /dataContracts: the entities whose `status` was renamed in 1.10."""

from __future__ import annotations

from typing import Any

from .. import names, store
from ..app import App
from ..db.pool import Session
from ..paging import deletion, pager
from ..web.bodies import Shape, read
from ..web.errors import Unexpected, bad_request, not_found
from ..web.listener import parsed
from ..web.messages import Answer, Request
from ..web.router import Router
from .services import check_name

GLOSSARY, TERM, CONTRACT = store.KINDS["glossary"], store.KINDS["glossaryTerm"], store.KINDS["dataContract"]
QUERY = store.KINDS["query"]
CREATE_GLOSSARY = Shape(
    "api.data.CreateGlossary",
    ("name", "displayName", "description", "reviewers", "owner", "owners", "tags", "provider", "mutuallyExclusive"),
    ("name", "description"),
)
CREATE_TERM = Shape(
    "api.data.CreateGlossaryTerm",
    ("name", "displayName", "description", "glossary", "parent", "synonyms", "reviewers", "owner", "owners", "tags"),
    ("name", "description", "glossary"),
)
VOTES = {"upVotes": 0, "downVotes": 0, "upVoters": [], "downVoters": []}


class GovernanceRoutes:
    """Handlers of the three."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("POST", GLOSSARY.path, self.create_glossary)
        router.add("POST", TERM.path, self.create_term)
        router.add("PATCH", f"{TERM.path}/{{id}}", self.patch_term, consumes="application/json-patch+json")
        for kind in (GLOSSARY, TERM, CONTRACT):
            self._reading(router, kind)
        router.add("GET", QUERY.path, self.queries)

    def queries(self, request: Request) -> Answer:
        """With the server's own statement, which reads whole documents in the order of name and id. Where MySQL sorts
        for it, a row that is larger than the sort buffer is error 1038."""
        with self.app.pool.session() as session:
            found = pager(self.app.version)(session, QUERY, request, [], [])
        data = [{**document, "href": self.app.href(request, QUERY, document)} for document in found.documents]
        return Answer(document={"data": data, "paging": found.paging})

    def _reading(self, router: Router, kind: store.Kind) -> None:
        def listed(request: Request) -> Answer:
            with self.app.pool.session() as session:
                found = pager(self.app.version)(session, kind, request, [deletion(request)], [])
                data = [self._shown(request, session, kind, document) for document in found.documents]
            return Answer(document={"data": data, "paging": found.paging})

        def by_name(request: Request) -> Answer:
            fqn = request.parameters["fqn"]
            with self.app.pool.session() as session:
                return self._one(request, session, kind, store.by_fqn(session, kind, fqn), fqn)

        def by_id(request: Request) -> Answer:
            identifier = request.uuid("id")
            with self.app.pool.session() as session:
                return self._one(request, session, kind, store.by_id(session, kind, identifier), identifier)

        router.add("GET", kind.path, listed)
        router.add("GET", f"{kind.path}/name/{{fqn}}", by_name)
        router.add("GET", f"{kind.path}/{{id}}", by_id)

    def _one(
        self, request: Request, session: Session, kind: store.Kind, document: store.Document | None, name: str
    ) -> Answer:
        if document is None:
            raise not_found(kind.type, name)
        return Answer(document=self._shown(request, session, kind, document))

    def _shown(self, request: Request, session: Session, kind: store.Kind, document: store.Document) -> store.Document:
        shown = {**document, "href": self.app.href(request, kind, document)}
        reviewers = shown.pop("reviewers", None)
        # Reading shows reviewers only when asked; creating always does (recorded).
        if reviewers and (request.method != "GET" or "reviewers" in request.query.get("fields", "")):
            found = (store.by_fqn(session, store.KINDS["user"], name) for name in reviewers)
            shown["reviewers"] = [self.app.reference(request, store.KINDS["user"], user) for user in found if user]
        glossary = store.container(session, document) if kind is TERM else None
        parent = store.by_id(session, GLOSSARY, glossary[1]) if glossary else None
        return {**shown, "glossary": self.app.reference(request, GLOSSARY, parent)} if parent else shown

    def create_glossary(self, request: Request) -> Answer:
        body = read(request.body, CREATE_GLOSSARY) or {}
        name = check_name(body.get("name"))
        self.app.may_write(request)
        fields = {"provider": "user", "mutuallyExclusive": False, **body}
        if body.get("reviewers"):
            fields["reviewers"] = self._names(body["reviewers"])
        document = store.new(name, names.quote(name), request.user["name"], **_without(fields, "name"))
        with self.app.pool.session() as session:
            store.insert(session, GLOSSARY, document)
            shown = self._shown(request, session, GLOSSARY, document)
        return Answer(201, shown, {"Location": shown["href"]})

    def _names(self, reviewers: list[Any]) -> list[str]:
        """Names of users, which are given as names (1.2) or as references (1.12.6, recorded)."""
        found = []
        with self.app.pool.session() as session:
            for reviewer in reviewers:
                user = store.by_id(session, store.KINDS["user"], reviewer["id"]) if isinstance(reviewer, dict) else None
                found.append(str(user["name"] if user else reviewer))
        return found

    def create_term(self, request: Request) -> Answer:
        """A glossary with reviewers makes a draft, one without an approved term (recorded)."""
        body = read(request.body, CREATE_TERM) or {}
        name = check_name(body.get("name"))
        self.app.may_write(request)
        with self.app.pool.session() as session:
            glossary = store.by_fqn(session, GLOSSARY, str(body["glossary"]))
            if glossary is None:
                raise not_found(GLOSSARY.type, str(body["glossary"]))
            fqn = names.build(glossary["fullyQualifiedName"], names.quote(name))
            fields = {
                **_without(body, "name", "glossary"),
                "synonyms": body.get("synonyms") or [],
                "references": [],
                "provider": "user",
                "mutuallyExclusive": False,
                self.app.version.status_field: "Draft" if glossary.get("reviewers") else "Approved",
            }
            if glossary.get("reviewers"):
                fields["reviewers"] = glossary["reviewers"]
            document = store.new(name, fqn, request.user["name"], **fields)
            store.insert(session, TERM, document)
            store.relate(session, glossary, GLOSSARY.type, document, TERM.type)
            shown = {"reviewers": [], **self._shown(request, session, TERM, document)}
        return Answer(201, shown, {"Location": shown["href"]})

    def patch_term(self, request: Request) -> Answer:
        """A JSON patch on fields of the first level."""
        identifier, operations = request.uuid("id"), parsed(request.body)
        if not isinstance(operations, list):
            raise bad_request("A JSON patch is a list of operations")
        self.app.may_write(request)
        with self.app.pool.session() as session:
            document = store.by_id(session, TERM, identifier)
            if document is None:
                raise not_found(TERM.type, identifier)
            previous = document["version"]
            for operation in operations:
                field = str(operation.get("path", "")).lstrip("/")
                if field == "status" and self.app.version.answers_as_1_12 and operation.get("op") != "add":
                    raise Unexpected("Non-existing name/value pair in the object for key status")
            changes = [_apply(document, operation) for operation in operations]
            document.update(
                version=round(previous + 0.1, 1),
                updatedAt=store.now(),
                updatedBy=request.user["name"],
                changeDescription={
                    "fieldsAdded": [],
                    "fieldsUpdated": changes,
                    "fieldsDeleted": [],
                    "previousVersion": previous,
                },
            )
            store.update(session, TERM, document)
            base = {"relatedTerms": [], "tags": [], "reviewers": [], "votes": VOTES}
            shown = {**base, **self._shown(request, session, TERM, document)}
        return Answer(document=shown, headers={"X-OpenMetadata-Change": "entityUpdated"})


def _without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys and value is not None}


def _apply(document: store.Document, operation: dict[str, Any]) -> dict[str, Any]:
    field = str(operation.get("path", "")).lstrip("/")
    before = document.get(field)
    if operation.get("op") == "remove":
        document.pop(field, None)
    else:
        document[field] = operation.get("value")
    return {"name": field, "oldValue": before, "newValue": operation.get("value")}
