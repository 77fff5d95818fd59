"""
Snapshots: the namespace and the state around it as bytes, exact or not at all.

`state` packs and unpacks, `store` keeps on disk, `state_names` names a state by everything that led to it, `keeper` is
what the worker calls. Only the worker unpacks; the front process names, counts and clears.
"""
