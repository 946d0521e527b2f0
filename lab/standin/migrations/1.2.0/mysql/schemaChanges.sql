-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Runs are unique since 1.2 (captured dumps: 1.1 has no such constraint).
ALTER TABLE entity_extension_time_series
  ADD CONSTRAINT entity_extension_time_series_constraint UNIQUE (entityFQNHash, extension, timestamp);
CREATE TABLE IF NOT EXISTS installed_apps (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash)
);
CREATE TABLE IF NOT EXISTS apps_marketplace (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash)
);
CREATE TABLE IF NOT EXISTS apps_extension_time_series (
  appId VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.appId'))) STORED NOT NULL,
  json JSON NOT NULL,
  timestamp BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.timestamp'))) VIRTUAL NOT NULL
);
