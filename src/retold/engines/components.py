"""Connected components of ids by union-find; near-linear, and the same for any order of nodes and pairs."""

from __future__ import annotations

from collections.abc import Iterable


def connected_components(nodes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each node's component: the component's least node. Nodes that only pairs name count too."""
    parent: dict[str, str] = {node: node for node in nodes}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]  # halve the path
            node = parent[node]
        return node

    for first, second in pairs:
        root_a, root_b = root(first), root(second)
        if root_a != root_b:  # the lesser stays root, so that a component is named by its least node
            parent[max(root_a, root_b)] = min(root_a, root_b)
    return {node: root(node) for node in parent}
