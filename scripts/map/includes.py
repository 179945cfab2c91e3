"""Who includes whom inside a C target: by file, by unit and by folder.

A unit is a source with the private header of its name. Two units that need each other's headers cannot be understood, tested or
moved apart, although the compiler takes them.
"""

import re

from map import graph

INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)
PUBLIC = "include"


class Includes:
    """The includes of one target's files. Headers of the system and of libraries are no part of it."""

    def __init__(self, target, targets):
        self.target, self.folder = target, target.folder.resolve()
        self.files = sorted(path.resolve() for path in target.folder.rglob("*") if path.suffix in (".c", ".h"))
        self.strangers, self.by_file = set(), {}
        public = [self.folder / PUBLIC, *(each.folder / PUBLIC for each in targets.values())]
        for file in self.files:
            places = [
                next((place for folder in (file.parent, *public) if (place := (folder / name).resolve()).is_file()), None)
                for name in INCLUDE.findall(file.read_text(errors="replace"))
            ]
            self.by_file[file] = {place for place in places if place and self.folder in place.parents}
            self.strangers |= {(file, place) for place in places if place and self.folder not in place.parents}

    def of_files(self):
        return self.by(lambda file: str(file.relative_to(self.folder)))

    def of_folders(self):
        """The target's own folder has the target's name."""
        return self.by(lambda file: str(file.parent.relative_to(self.folder.parent)).removeprefix(f"{self.target.name}/"))

    def of_units(self):
        """Of the units that have a source; what one needs of another by way of headers without one is its own need."""
        graph_of_all = self.by(self.unit)
        sources = {self.unit(file) for file in self.files if file.suffix == ".c"}

        def needs(unit, seen):
            for each in graph_of_all[unit] - seen:
                seen.add(each)
                yield from [each] if each in sources else needs(each, seen)

        return {unit: set(needs(unit, set())) - {unit} for unit in sources}

    def unit(self, file):
        """`Scan/window` of its .c and .h; a public header is a contract of its own, which private headers may include."""
        place = file.relative_to(self.folder)
        return str(place if place.parts[0] == PUBLIC else place.with_suffix(""))

    def by(self, name):
        """The graph of what `name` makes of the files; arrows inside a node are left out."""
        made = {name(file): set() for file in self.files}
        for file, included in self.by_file.items():
            made[name(file)] |= {name(other) for other in included} - {name(file)}
        return made

    def circles(self):
        """Each with the kind of its nodes. A circle of files is one of units and folders as well, and said once."""
        for kind, made in (("files", self.of_files()), ("units", self.of_units()), ("folders", self.of_folders())):
            if found := graph.circles(made):
                return [(kind, circle) for circle in found]
        return []
