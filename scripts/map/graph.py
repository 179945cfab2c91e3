"""What can be said of nodes and arrows. A graph is a dictionary: of each node, the set of nodes that its arrows point to."""


def reach(graph, start):
    """Everything that can be reached from `start`; `start` itself only by a circle."""
    seen, ends = set(), [start]
    while ends:
        for following in graph.get(ends.pop(), ()):
            if following not in seen:
                seen.add(following)
                ends.append(following)
    return seen


def circles(graph):
    """A shortest path from a node back to itself, for each set of nodes that can all be reached from one another."""
    found, known = [], set()
    for node in sorted(graph):
        if node in known:
            continue
        members = {other for other in reach(graph, node) if node in reach(graph, other)}
        if members:
            found.append(path(graph, node, members))
            known |= members
    return found


def path(graph, start, members):
    """The shortest way from `start` back to it through `members`, of which there is one."""
    ways, seen = [[start]], set()
    for way in ways:
        for following in sorted(graph.get(way[-1], set()) & members):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    raise ValueError(f"no circle leads through {start}")


def layers(graph):
    """The nodes by layer, the lowest first: each stands only on layers below its own. The graph must have no circle."""
    heights = {}

    def height(node):
        if node not in heights:
            heights[node] = max((height(below) + 1 for below in graph.get(node, ())), default=0)
        return heights[node]

    highest = max((height(node) for node in graph), default=-1)
    return [sorted(node for node in graph if heights[node] == level) for level in range(highest + 1)]
