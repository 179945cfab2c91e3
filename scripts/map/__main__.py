"""make map: what each module stands on, and who includes whom in the C targets. A circle or a broken wall is an error.

python -m map [--quiet] [--root FOLDER]
"""

import argparse
import signal
import sys
from pathlib import Path

from map import formats, graph, manifest, walls
from map.includes import PUBLIC, Includes


def main():
    # Whoever reads only the beginning ends this quietly.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    options = parser.parse_args()
    root = options.root.resolve()
    targets = manifest.targets(root)
    modules = {name: {each for each in target.stands_on if each in targets} for name, target in targets.items()}
    inside = [Includes(target, targets) for target in targets.values() if target.is_c]
    circles = [f"Package.swift: a circle of modules: {' → '.join(circle)}" for circle in graph.circles(modules)]
    for each in inside:
        circles += [f"Sources/{each.target.name}: a circle of {kind}: {' → '.join(circle)}" for kind, circle in each.circles()]
    broken = [problem for each in inside for problem in walls.c_problems(root, each, targets)]
    broken += walls.problems(root, targets)
    broken += formats.problems(root)
    if not options.quiet:
        show(targets, modules, inside)
    for each in circles + broken:
        print(f"map: {each}", file=sys.stderr)
    return 1 if circles + broken else 0


def show(targets, modules, inside):
    print("Modules by layer. Each stands on what its arrow points to.\n")
    print_layers(modules, lambda name: targets[name].stands_on)
    for each in inside:
        folders = each.of_folders()
        made, kind = (folders, "folder") if set(folders) - {each.target.name, PUBLIC} else (each.of_units(), "source")
        if len(made) > 1:
            print(f"{each.target.name}, by {kind}.\n")
            print_layers(made, made.get)


def print_layers(made, arrows):
    width = max(map(len, made))
    # With a circle there is no order; it is named at the end.
    for layer in [sorted(made)] if graph.circles(made) else reversed(graph.layers(made)):
        for node in layer:
            print(f"  {node:<{width}} → {', '.join(sorted(arrows(node)))}" if arrows(node) else f"  {node}")
        print()


if __name__ == "__main__":
    sys.exit(main())
