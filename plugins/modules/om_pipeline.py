#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_pipeline
short_description: Deploy, enable, pause or kill ingestion pipelines
version_added: 0.1.0
author: openmetadata.ops contributors (@openmetadata-ops)
description:
  - Goes through the ingestion pipelines of a server and brings each into O(state), several at a time, and again where
    it did not work at first. Airflow 3 refuses some deployments for a while.
  - After an upgrade, or when Airflow's database was made anew, all pipelines have to be deployed again.
  - Fails if a pipeline could not be brought into the state after all O(retries); the others are done by then.
extends_documentation_fragment:
  - openmetadata.ops.api
  - openmetadata.ops.airflow
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_api
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - O(state=deployed) deploys each time, since nothing tells whether what is deployed is current.
options:
  state:
    description:
      - V(deployed) deploys pipelines to Airflow; without O(pipelines) all that were deployed before.
      - Airflow runs the schedule of a DAG that is new to it, for example in a new database, although the schedule is
        off in OpenMetadata. With O(airflow_database) or O(airflow_url), such a schedule is switched off again.
      - V(paused) and V(enabled) switch the schedule of pipelines off and on; without O(pipelines) of those that are
        deployed. With O(airflow_database) or O(airflow_url), a schedule that is the other way round in Airflow only is
        changed too.
      - V(killed) ends the runs of pipelines in Airflow. OpenMetadata's own status of a run is not changed by that;
        M(openmetadata.ops.om_pipeline_status) does it.
    type: str
    choices: [deployed, enabled, paused, killed]
    default: deployed
  pipelines:
    description:
      - Fully qualified names of the pipelines. All if it is empty.
    type: list
    elements: str
    default: []
  ignore_missing:
    description:
      - Pass over names in O(pipelines) that no pipeline has (any more), instead of failing.
    type: bool
    default: false
  concurrency:
    description:
      - How many pipelines are worked on at a time. If not set, one is deployed at a time, and four are paused, enabled
        or killed.
      - OpenMetadata's plugin in Airflow 3 mixes up deployments that it does side by side (seen with 3.1.5), and refuses
        some of them.
    type: int
  retries:
    description:
      - How many more rounds there are for pipelines that did not work.
    type: int
    default: 5
  delay:
    description:
      - How long to wait between two rounds, in seconds.
    type: int
    default: 10
  airflow_wait:
    description:
      - How long to wait after V(deployed) until Airflow knows the DAGs whose schedules must stay off, in seconds.
    type: int
    default: 300
seealso:
  - module: openmetadata.ops.om_pipeline_status
"""

EXAMPLES = r"""
- name: Pause the schedules before the server is stopped
  openmetadata.ops.om_pipeline:
    api_url: http://localhost:8585/api
    api_token: "{{ om_bot_token }}"
    state: paused
  register: paused

- name: Deploy everything again after the upgrade
  openmetadata.ops.om_pipeline:
    api_url: http://localhost:8585/api
    api_token: "{{ om_bot_token }}"

- name: Switch on again what was on before
  openmetadata.ops.om_pipeline:
    api_url: http://localhost:8585/api
    api_token: "{{ om_bot_token }}"
    state: enabled
    pipelines: "{{ paused.done }}"
"""

RETURN = r"""
msg:
  description: What was done, in one sentence.
  returned: always
  type: str
  sample: 41 of 42 pipelines were deployed.
done:
  description: Pipelines that were brought into the state. In check mode those that would be.
  returned: success
  type: list
  elements: str
  sample: [demo_mysql.demo_metadata]
not_done:
  description: Pipelines that could not be brought into the state, each with the server's last word about it.
  returned: success
  type: list
  elements: dict
  contains:
    pipeline:
      description: Fully qualified name.
      type: str
    reason:
      description: What the server said.
      type: str
      sample: '400 Failed to deploy pipeline [demo_metadata] due to [null].'
deployed:
  description: All pipelines of the server that were deployed before anything was done, whatever O(pipelines) names.
  returned: success
  type: list
  elements: str
  sample: [demo_mysql.demo_metadata]
paused_again:
  description: Pipelines that were deployed, and whose schedules Airflow had switched on although they are off.
  returned: success
  type: list
  elements: str
  sample: [demo_mysql.demo_lineage]
rounds:
  description: How many rounds it took.
  returned: success
  type: int
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines import control, pauses
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.listing import list_pipelines, pick
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.options import airflow_argument_spec
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import Client
from ansible_collections.openmetadata.ops.plugins.module_utils._server.options import api_argument_spec


def argument_spec() -> dict:
    """The options: the API, and what to do with which pipelines."""
    return {
        **api_argument_spec(),
        **airflow_argument_spec(),
        "state": {"type": "str", "choices": ["deployed", "enabled", "paused", "killed"], "default": "deployed"},
        "pipelines": {"type": "list", "elements": "str", "default": []},
        "ignore_missing": {"type": "bool", "default": False},
        "concurrency": {"type": "int"},
        "retries": {"type": "int", "default": 5},
        "delay": {"type": "int", "default": 10},
        "airflow_wait": {"type": "int", "default": 300},
    }


def run(module: AnsibleModule) -> dict:
    """Do the whole job and return the result; ``failed`` is in it where a pipeline is left over."""
    params = module.params
    if not params["api_token"]:
        raise OpsError("api_token is needed. Set it and run again.")
    concurrency = params["concurrency"]
    if concurrency is None:
        concurrency = 1 if params["state"] == "deployed" else 4
    if concurrency < 1:
        raise OpsError("concurrency must be at least 1.")
    client = Client.from_params(params)
    listing = list_pipelines(client)
    if listing.warning:
        module.warn(listing.warning)
    wanted = pick(listing.pipelines, params["pipelines"], ignore_missing=params["ignore_missing"])
    toggles = params["state"] in ("enabled", "paused")
    paused = pauses.read_pauses(params, listing.pipelines, module.warn) if toggles else {}
    chosen = control.choose(wanted, params["state"], all_of_them=bool(params["pipelines"]), paused=paused)
    names = [str(pipeline["fullyQualifiedName"]) for pipeline in chosen]
    again: list[str] = []
    if module.check_mode:
        outcome = control.Done(done=names)
    else:
        how = {"concurrency": concurrency, "retries": params["retries"], "delay": params["delay"]}
        outcome = control.apply(client, chosen, params["state"], paused=paused, **how)
        if params["state"] == "deployed":
            deployed = [item for item in chosen if item["fullyQualifiedName"] in outcome.done]
            again, left = keep_off(module, client, listing.pipelines, deployed, how)
            for name, reason in left.items():
                outcome.done.remove(name)
                outcome.not_done[name] = reason
    would = "would be" if module.check_mode else "were"
    return {
        "changed": bool(outcome.done),
        "done": outcome.done,
        "not_done": [{"pipeline": name, "reason": reason} for name, reason in outcome.not_done.items()],
        "deployed": [str(item["fullyQualifiedName"]) for item in listing.pipelines if item.get("deployed")],
        "paused_again": again,
        "rounds": outcome.rounds,
        "diff": {"before": "", "after": "".join(f"{name}: {params['state']}\n" for name in outcome.done)},
        "failed": bool(outcome.not_done),
        "msg": f"{len(outcome.done)} of {len(wanted)} pipelines {would} {params['state']}."
        + (
            f" {len(outcome.not_done)} could not be: {next(iter(outcome.not_done.values()))}"
            if outcome.not_done
            else ""
        ),
    }


def keep_off(
    module: AnsibleModule, client: Client, known: list, deployed: list, how: dict
) -> tuple[list[str], dict[str, str]]:
    """Switch schedules off again that are off in OpenMetadata and on in Airflow.

    Returns:
        The names of these pipelines, and why some could not be switched off.
    """
    own = pauses.own_dags(known)
    off = [item for item in deployed if not item.get("enabled", True) and item["fullyQualifiedName"] in own]
    if not off:
        return [], {}
    if not module.params["airflow_database"] and not module.params["airflow_url"]:
        module.warn(
            f"{len(off)} pipelines whose schedules are off were deployed. Airflow runs the schedule of a DAG that is "
            "new to it: give airflow_database or airflow_url, so that such schedules are switched off again."
        )
        return [], {}
    warn = pauses.once(module.warn)
    paused = pauses.wait_for_pauses(
        lambda: pauses.read_pauses(module.params, known, warn), off, module.params["airflow_wait"]
    )
    unknown = pauses.unknown_although_off(off, paused)
    if unknown:
        module.warn(f"Whether Airflow runs these schedules, which are off, is not known: {', '.join(unknown[:5])}.")
    corrected = control.apply(client, pauses.running_although_off(off, paused), "paused", paused=paused, **how)
    why = "It was deployed, but its schedule, which is off, runs in Airflow: "
    return corrected.done, {name: f"{why}{reason}" for name, reason in corrected.not_done.items()}


def main() -> None:
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    try:
        result = run(module)
    except OpsError as exc:
        module.fail_json(msg=exc.message, **exc.details)
    if result.pop("failed"):
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
