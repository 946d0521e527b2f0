# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls of print_status()."""

from __future__ import annotations

from .form import SDK, Form

PRINT_STATUS = (
    Form("method", "a.py", SDK + "w = MetadataWorkflow.create(c)\nw.execute()\nw.print_status()\n", "OMC101:4"),
    Form(
        "function of 1.3 and 1.4",
        "a.py",
        "from metadata.workflow.workflow_output_handler import print_status\nprint_status(workflow)\n",
        "OMC101:2",
    ),
    Form(
        "function with another name",
        "a.py",
        "from metadata.workflow.workflow_output_handler import print_status as show\nshow(workflow)\n",
        "OMC101:2",
    ),
    Form(
        "function of a module",
        "a.py",
        "from metadata.workflow import workflow_output_handler\nworkflow_output_handler.print_status(w)\n",
        "OMC101:2",
    ),
    Form(
        "function of the dotted module",
        "a.py",
        "import metadata.workflow.workflow_output_handler\nmetadata.workflow.workflow_output_handler.print_status(w)\n",
        "OMC101:2",
    ),
    Form("a function of one's own", "a.py", "def print_status(x):\n    pass\nprint_status(workflow)\n"),
    Form("a function from elsewhere", "a.py", "from tools import print_status\nprint_status(workflow)\n"),
    Form("a printer's method", "a.py", "printer.print_status()\n"),
    Form("chained", "a.py", SDK + "MetadataWorkflow.create(c).print_status()\n", "OMC101:2"),
    Form(
        "shell, other variable", "a.sh", "python3 <<EOF\nfrom metadata.x import Y\nwf.print_status()\nEOF\n", "OMC101:3"
    ),
    Form("shell, long variable", "a.sh", "cat > x <<EOF\n$X\nmetadata_workflow.print_status()\nEOF\n", "OMC101:3"),
    Form("shell, chained", "a.sh", "x='\nMetadataWorkflow.create(c).print_status()\n'\n", "OMC101:2"),
    Form("shell, function", "a.sh", "$X <<EOF\nfrom $M import print_status\nprint_status(workflow)\nEOF\n", "OMC101:3"),
    Form("shell comment", "a.sh", "# workflow.print_status()\nrun  # workflow.print_status()\n"),
    Form("shell message", "a.sh", 'echo "Remove workflow.print_status() first"\n'),
    Form("of something else in shell", "a.sh", "printer.print_status()\n"),
    Form("python -c", "a.sh", "python -c 'from metadata.x import w; w.print_status()'\n", "OMC101:1"),
    Form(
        "python -c over lines",
        "a.sh",
        'docker run img python3 -c "\nfrom metadata.x import w\nw.print_status()\n"\n',
        "OMC101:3",
    ),
    Form(
        "CronJob",
        "job.yaml",
        "kind: CronJob\nspec:\n  command:\n  - python\n  - -c\n  - |\n    from metadata.x import W\n"
        "    w = W()\n    w.print_status()\n",
        "OMC101:9",
    ),
    Form(
        "ConfigMap",
        "map.yaml",
        "kind: ConfigMap\ndata:\n  ingest.py: |-\n    from metadata.x import w\n\n    w.print_status()\n  other: 1\n",
        "OMC101:6",
    ),
    Form(
        "list of a command",
        "a.yaml",
        'command: ["python", "-c", "from metadata.x import w\\nw.print_status()"]\n',
        "OMC101:1",
    ),
    Form(
        "Python in Python",
        "a.py",
        'CODE = """\nfrom metadata.workflow.metadata import MetadataWorkflow\n'
        'w = MetadataWorkflow.create({})\nw.print_status()\n"""\n',
        "OMC101:4",
    ),
    Form(
        "f-string",
        "a.py",
        'CODE = f"""\nfrom metadata.workflow.metadata import MetadataWorkflow\n'
        'w = MetadataWorkflow.create({config})\nw.print_status()\n"""\n',
        "OMC101:4",
    ),
    Form(
        "joined lines",
        "a.py",
        'CODE = "\\n".join([\n    "from metadata.x import w",\n    "w.print_status()",\n])\n',
        "OMC101:3",
    ),
    Form(
        "here document in an operator",
        "a.py",
        'BashOperator(task_id="a", bash_command="""\npython <<EOF\nfrom metadata.x import w\n'
        'w.print_status()\nEOF\n""")\n',
        "OMC101:4",
    ),
    Form("a mention in a text", "a.py", 'log.info("remove workflow.print_status() please")\n'),
    Form("a docstring", "a.py", 'def f():\n    """workflow.print_status() is gone.\n\n    import x\n    """\n'),
    Form("an assertion", "a.py", SDK + "assert workflow.print_status() is None\n"),
    Form("a mock's assertion", "a.py", SDK + "workflow.print_status.assert_called_once()\n"),
    Form(
        "a template",
        "dag.py.j2",
        SDK + "c = {{ config }}\n{% if x %}\nworkflow.print_status()\n{% endif %}\n",
        "OMC101:4",
    ),
    Form("a script without suffix", "run", "#!/usr/bin/env python3\n" + SDK + "w.print_status()\n", "OMC101:3"),
)
