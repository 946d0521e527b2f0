-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Data contracts, and which index mappings were indexed last.
CREATE TABLE IF NOT EXISTS data_contract_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json ->> 'id') STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json ->> 'name') STORED NOT NULL,
  json JSONB NOT NULL,
  updatedAt BIGINT GENERATED ALWAYS AS ((json ->> 'updatedAt')::bigint) STORED NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json ->> 'updatedBy') STORED NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS ((json ->> 'deleted')::boolean) STORED,
  fqnHash VARCHAR(768) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (fqnHash)
);
CREATE INDEX IF NOT EXISTS idx_name_data_contract_entity ON data_contract_entity (name);
CREATE TABLE IF NOT EXISTS index_mapping_versions (
  entityType VARCHAR(256) NOT NULL,
  mappingHash VARCHAR(32) NOT NULL,
  version VARCHAR(36) NOT NULL,
  updatedAt BIGINT NOT NULL,
  PRIMARY KEY (entityType)
);
