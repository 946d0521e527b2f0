# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Every target sets up what it needs: Debian packages (as root), virtual environments, servers. See CONTRIBUTING.md.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ENGINE ?= mysql
PART ?= all
TARGET ?=
STEPS := tools/with dev python -m ansible_collections.openmetadata.ops.tools.steps

.PHONY: help
help: ## What can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 16

.PHONY: demo
demo: setup ## From nothing to a finished upgrade in the lab, ENGINE=mysql|postgresql
	@tools/demo '$(ENGINE)'

.PHONY: test
test: setup ## Everything: gates, units, integration, the stand-in's conformance, whole upgrades on both engines
	@$(STEPS) test

.PHONY: test-fast
test-fast: setup ## Linters, types and unit tests, in less than three minutes
	@$(STEPS) test-fast

.PHONY: gates
gates: setup ## Every linter, sanity and the Galaxy importer
	@$(STEPS) gates

.PHONY: sanity
sanity: setup ## ansible-test sanity on the whole collection
	@tools/ansible-test sanity

.PHONY: units
units: setup ## ansible-test units
	@tools/ansible-test units

.PHONY: integration
integration: setup ## Modules on real servers, TARGET='om_info om_backup' for some of them
	@tools/integration $(TARGET)

.PHONY: conformance
conformance: setup ## The stand-in server against recorded exchanges
	@tests/lab/run

.PHONY: e2e
e2e: setup ## Whole upgrades in the lab, ENGINE=mysql|postgresql
	@tests/e2e/run '$(ENGINE)'

.PHONY: airflow
airflow: setup ## Real migrations of a real Airflow, all of them: killed, interrupted, repaired; takes hours
	@tests/airflow/run all

.PHONY: cloud
cloud: setup ## The paths for managed databases, against a simulated AWS and the contracts of Azure and Google
	@tests/cloud/run

.PHONY: bench
bench: setup ## Compare speed with the reference tools, PART=backup|airflow|pipelines|all
	@tools/parts bench '$(PART)'

.PHONY: faults
faults: setup ## Inject faults and count what survived, PART=backup|airflow|pipelines|upgrade|all; upgrade takes hours
	@tools/parts faults '$(PART)'

.PHONY: format
format: setup ## Let the formatters write
	@OM_FIX=1 tools/nox formatters
	@tools/with dev ruff check --fix .

.PHONY: docs
docs: setup ## Write the pages that are made from code, and check all documentation
	@tools/with dev python tools/generate_role_readmes.py
	@tools/with dev python tools/generate_checks_doc.py
	@tools/nox docs-check

.PHONY: clean
clean: ## Remove what tests and builds left in the work tree; caches stay
	@rm -rf .ansible .mypy_cache .nox .pytest_cache .ruff_cache tests/output openmetadata-ops-*.tar.gz
	@find . -path ./.git -prune -o -name __pycache__ -type d -print0 | xargs -0r rm -rf

.PHONY: setup
setup:
	@tools/bootstrap packages gates
	@tools/bootstrap venv dev >/dev/null

# make lab, make lab-down
-include lab/lab.mk
