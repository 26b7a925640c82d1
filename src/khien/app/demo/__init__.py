"""The main job on three nodes, step by step: `khien demo`.

`run` is the way through; `cast` starts and stops the nodes, `inputs` finds what to share, `steps`
and `handover` do what officers would do, `summary` says at the end who has what.
"""

from khien.app.demo.run import DemoFailedError, run_demo

__all__ = ["DemoFailedError", "run_demo"]
