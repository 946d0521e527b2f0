# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lab's targets; the Makefile at the root includes this file.

ENGINE ?= mysql
TOPOLOGY ?= one
AIRFLOW_DATABASE ?= shared
AIRFLOW_STUCK ?= 0

.PHONY: lab lab-down lab-images servers servers-down

lab: ## Start a lab: ENGINE=mysql|postgresql TOPOLOGY=one|two AIRFLOW_DATABASE=shared|own AIRFLOW_STUCK=0|1
	@ENGINE=$(ENGINE) TOPOLOGY=$(TOPOLOGY) AIRFLOW_DATABASE=$(AIRFLOW_DATABASE) AIRFLOW_STUCK=$(AIRFLOW_STUCK) lab/bin/lab up

lab-down: ## Remove the lab of ENGINE with all its data
	@ENGINE=$(ENGINE) lab/bin/lab down

lab-images: ## Build the lab's images
	@lab/bin/images

servers: ## Start a MySQL and a PostgreSQL for the integration tests and print how to reach them
	@lab/bin/servers up

servers-down: ## Remove those two servers
	@lab/bin/servers down
