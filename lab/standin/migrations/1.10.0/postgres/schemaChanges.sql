-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- A metric's own unit, to be searched by.
ALTER TABLE metric_entity
  ADD COLUMN IF NOT EXISTS customUnitOfMeasurement VARCHAR(256)
  GENERATED ALWAYS AS (json ->> 'customUnitOfMeasurement') STORED;
CREATE INDEX IF NOT EXISTS idx_metric_custom_unit ON metric_entity (customUnitOfMeasurement);
