"""Packages of policies: the policies of a scenario file one by one, and files with some of them."""

import os
import re

import yaml

from _program import stop


class Package:
    """A scenario file that extends another and lists policies. Texts are kept as they were written, without comments between the keys."""

    def __init__(self, path):
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            stop(f"{path!r} cannot be read: {error}")
        if not isinstance(root, yaml.MappingNode):
            stop(f"{path!r} is not a scenario")
        keys = {key.value: (key, value) for key, value in root.value}
        if "extends" not in keys or "policies" not in keys or not isinstance(keys["policies"][1], yaml.SequenceNode):
            stop(f"{path!r} needs `extends` and a list of `policies`")
        self.path, folder = path, os.path.dirname(os.path.abspath(path))
        parent = keys["extends"][1].value
        beside = os.path.normpath(os.path.join(folder, parent))
        self.base = beside if os.path.exists(beside) else parent
        self.rest = [
            self._slice(text, key.start_mark, value.end_mark)
            for name, (key, value) in keys.items()
            if name not in ("extends", "policies", "pack")
        ]
        if "pack" in keys:
            pack = keys["pack"][1]
            place = os.path.normpath(os.path.join(folder, pack.value)) if isinstance(pack, yaml.ScalarNode) else None
            self.rest.append(
                f"pack: {place}"
                if place and os.path.exists(place)
                else self._slice(text, keys["pack"][0].start_mark, pack.end_mark)
            )
        self.policies, self.names = [], []
        for k, item in enumerate(keys["policies"][1].value):
            said = {key.value: value.value for key, value in item.value} if isinstance(item, yaml.MappingNode) else {}
            if "type" not in said:
                stop(f"{path!r}: a policy has no type; `jiuzhou check {path}` tells more")
            self.policies.append(
                " " * (item.start_mark.column - 2) + "- " + self._slice(text, item.start_mark, item.end_mark)
                if item.start_mark.column >= 2
                else "- " + self._slice(text, item.start_mark, item.end_mark)
            )
            name = said.get("name", said["type"])
            self.names.append(name if name not in self.names else f"{name}_{k + 1}")

    @staticmethod
    def _slice(text, start, end):
        return text[start.index : end.index].rstrip()

    def text(self, chosen):
        """The scenario with the policies at these positions only."""
        lines = [f"extends: {quoted(self.base)}", *self.rest]
        columns = {re.match(r" *", self.policies[i])[0] for i in chosen}
        if len(columns) > 1:
            stop(f"{self.path!r}: write the policies in one column")
        return "\n".join(lines + (["policies:", *(self.policies[i] for i in chosen)] if chosen else [])) + "\n"


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def write(path, text):
    """Leaves a file that says the same already as it is."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".tmp", path)


OWN = "# Written by a script of jiuzhou, which writes it anew.\n"


def write_plan(folder, scenarios, seeds, until, weight, common=()):
    """FOLDER/plan.yaml. `scenarios`: (name, file, settings); refuses to replace a plan that somebody else wrote."""
    path = os.path.join(folder, "plan.yaml")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if not file.read().startswith(OWN):
                stop(f"{path!r} is a plan of yours and would be replaced; choose another folder with -o")
    lines = [OWN + "scenarios:"]
    for name, file, settings in scenarios:
        more = ", set: {" + ", ".join(f"{key}: {value}" for key, value in settings) + "}" if settings else ""
        lines.append(f"  - {{name: {quoted(name)}, file: {quoted(file)}{more}}}")
    lines.append(f"seeds: {{first: 1, count: {seeds}}}")
    lines += [f"until: {until}"] * (until is not None) + [f"weight: {weight}"] * (weight is not None)
    write(path, "\n".join(lines) + "\n")
    return path
