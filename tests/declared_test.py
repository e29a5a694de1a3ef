#!/usr/bin/env python3
"""Nothing judged hides in the engine, and nothing declared is read by nobody.

1. A decimal in sim/steps, sim/base_year or sim/state is a declared parameter, a number of a pack, or a constant with a
   name and a comment that says what it is.
2. Every parameter that sim/parameters.hpp and sim/parameters/ declare is read somewhere else in sim/."""

import pathlib
import re
import sys

SIM = pathlib.Path(__file__).resolve().parent.parent / "sim"
ROOMS = ("steps", "base_year", "state")
DECLARATIONS = [SIM / "parameters.hpp", *sorted((SIM / "parameters").glob("*.hpp"))]
# Identities, halves and quarters of a year, and what turns one unit into another.
PLAIN = {0, 0.25, 0.5, 1, 2, 3, 4, 10, 100, 1000}

LITERAL = re.compile(r"(?<![\w.])(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?(?![\w.]*x)")
NAMED = re.compile(r"\bconstexpr\s+(?:[\w:]+(?:<[^>]*>)?\s+)?(?:array\s+)?\w+")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def statements(text):
    """(line number, code, comment): lines joined until a statement ends, so that a wrapped constant is one."""
    code, comment, first = "", "", 0
    above = ""
    for number, line in enumerate(text.splitlines(), 1):
        bare, _, said = STRING.sub('""', line).partition("//")
        if not bare.strip():
            if said:
                above += said
            elif not code.strip():
                above = ""
            continue
        if not code:
            first, comment = number, above
        code, comment = code + " " + bare.strip(), comment + said
        if bare.rstrip().endswith((";", "{", "}", ":")):
            yield first, code, comment
            # A comment above a list of constants is one for all of them.
            above = comment if NAMED.search(code) else ""
            code = ""


def undeclared():
    for room in ROOMS:
        for file in sorted((SIM / room).rglob("*.?pp")):
            for number, code, comment in statements(file.read_text(encoding="utf-8")):
                found = [x for x in LITERAL.findall(code) if float(x) not in PLAIN]
                if not found:
                    continue
                where = f"{file.relative_to(SIM.parent)}:{number}"
                if not NAMED.search(code):
                    yield f"{where}: {', '.join(found)} has no name: declare a parameter, or name a constant and say what it is"
                elif not comment.strip():
                    yield f"{where}: {', '.join(found)} has a name but no comment that says what it is"


def declared():
    """(group, struct, parameter) of sim/parameters.hpp and sim/parameters/."""
    text = "".join(f.read_text(encoding="utf-8") for f in DECLARATIONS)
    members = dict(re.findall(r"^  (\w+Parameters) (\w+);", text, re.M))
    for struct, body in re.findall(r"^struct (\w+Parameters) \{\n(.*?)^\};", text, re.M | re.S):
        for name in re.findall(r'\bfield\(\s*"(\w+)"', body):
            yield members[struct], struct, name


def unread():
    files = [f.read_text(encoding="utf-8") for f in SIM.rglob("*.?pp") if f not in DECLARATIONS]
    members = [x for text in files for x in re.findall(r"\b(\w+Parameters)\s+(\w+)\s*[;=]", text)]
    read = set()
    for text in files:
        text = re.sub(r"//.*", "", text)
        # Other names of a group: `const GrowthParameters& p`, `const auto& p = w.parameters.growth`.
        aliases = {}
        for struct, alias in members:
            aliases.setdefault(("struct", struct), set()).add(alias)
        for struct, alias in re.findall(r"\b(\w+Parameters)\s*[&*]\s*(\w+)", text):
            aliases.setdefault(("struct", struct), set()).add(alias)
        for alias, group in re.findall(r"\bauto&\s*(\w+)\s*=\s*[\w.>-]*\b(?:parameters|p)\.(\w+)\s*;", text):
            aliases.setdefault(("group", group), set()).add(alias)
        for group, struct, name in ALL:
            names = aliases.get(("struct", struct), set()) | aliases.get(("group", group), set()) | {group}
            if any(re.search(rf"\b{a}(?:\.|->){name}\b", text) for a in names):
                read.add((group, name))
    return [f"{group}.{name} is declared and read by nothing" for group, _, name in ALL if (group, name) not in read]


ALL = list(declared())
if len(ALL) < 100:
    sys.exit("the parameters were not found in sim/parameters.hpp and sim/parameters/")
wrong = [*undeclared(), *unread()]
if wrong:
    sys.exit("\n".join(wrong))
