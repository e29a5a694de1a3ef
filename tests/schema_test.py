#!/usr/bin/env python3
"""Every scenario fits the JSON Schema that editors use, and planted mistakes are found where they are.

  tests/schema_test.py FOLDER     FOLDER keeps what npm installs

The judge is yaml-language-server, which editors run; it is installed from npm once. Ends with 77 where it cannot be.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
VERSION = "2.0.0"
PATIENCE = 60  # seconds for one answer

# Line (from 1) to a part of what the editor must say about it. Every other line is right.
PLANTED = """\
# yaml-language-server: $schema=scenario.schema.json
extends: baseline.yaml
title: {en: Planted mistakes, zh: 植入的错误}
horizon: {from: 2022Q1, until: 2035Q5}
wieght: 1000
seed: -1
parameters:
  migration:
    incom: 0.4
    network: many
  households:
    wealth_effect: 0.5
impose:
  births: {2024: 0.9, later: 0.8}
policies:
  - type: work_relief
    where: {block: west, special_area: old_revolutionary}
    from: 2024Q1
    ramp: 4 quarters
    budget: 24 bn yuan/year
    wage_share: 30 %
  - type: work_relife
  - type: fiscal_transfer
    where: {blocks: west}
    budget: {2024: 10亿元/年, 2025: 15 bn yuan/year}
  - type: fiscal_transfer
    budget: 24
  - type: skill_training
    where: {not: {region: [BJ, XX]}}
    when: {start: unemployment_rate > 6 %, stop: unemployment_rate < 5 %}
    persons: 0.2 million persons per year
  - type: hukou_reform
    when: unemployment < 5 %
    threshold_cut: 150 %
    settlement: 1.5
  - type: paired_assistance
    revenue_share: 1 %
  - type: fiscal_transfer
    when: {start: {and: [rent > 1.5, {not: debt_ratio > 50 %}]}, stop: {or: [rent < 1.2]}}
  - type: fiscal_transfer
    when: {and: [rent > 1.5], nor: [rent > 2]}
"""
MISTAKES = {4, 5, 6, 9, 10, 12, 14, 22, 24, 27, 29, 33, 35, 36, 41}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def server(folder):
    """The program to run, installed where it is not there yet."""
    if not shutil.which("node") or not shutil.which("npm"):
        skip("node and npm are not installed")
    start = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not start.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"yaml-language-server@{VERSION}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        except subprocess.TimeoutExpired:
            skip("npm did not finish in five minutes")
        if done.returncode != 0:
            skip("npm cannot install yaml-language-server: " + done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "npm failed")
    return start


class Editor:
    """Speaks to the server as an editor does."""

    def __init__(self, start):
        self.process = subprocess.Popen(["node", str(start), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.watchdog = threading.Timer(PATIENCE * 5, self.process.kill)
        self.watchdog.start()
        self.send({"id": 1, "method": "initialize",
                   "params": {"processId": None, "rootUri": SCENARIOS.as_uri(), "capabilities": {"workspace": {"configuration": True}}}})
        while self.receive().get("id") != 1:
            pass
        self.send({"method": "initialized", "params": {}})

    def close(self):
        self.watchdog.cancel()
        self.process.kill()
        self.process.wait()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if length == 0:
            raise SystemExit("yaml-language-server ended or did not answer in time")
        message = json.loads(self.process.stdout.read(length))
        if "id" in message and "method" in message:  # a question to the editor
            if message["method"] == "workspace/configuration":
                answer = [{"validate": True, "schemaStore": {"enable": False}} if item.get("section") == "yaml" else {}
                          for item in message["params"]["items"]]
            else:
                answer = None
            self.send({"id": message["id"], "result": answer})
        return message

    def problems(self, path, text):
        """(line from 1, message) of everything it finds in a file that has this path."""
        uri = path.as_uri()
        self.send({"method": "textDocument/didOpen",
                   "params": {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}})
        while True:
            message = self.receive()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return [(d["range"]["start"]["line"] + 1, d["message"].splitlines()[0]) for d in message["params"]["diagnostics"]]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    editor = Editor(server(pathlib.Path(sys.argv[1]).resolve()))
    failed = []
    try:
        for path in sorted(SCENARIOS.glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            if not text.startswith("# yaml-language-server: $schema=scenario.schema.json\n"):
                failed.append(f"{path.name}: the first line does not name the schema")
            failed += [f"{path.name}:{line}: {message}" for line, message in editor.problems(path, text)]
        found = editor.problems(SCENARIOS / "planted.yaml", PLANTED)
        lines = {line for line, _ in found}
        for line, message in found:
            print(f"planted:{line}: {message}")
            if line not in MISTAKES:
                failed.append(f"planted:{line}: nothing is wrong there, but: {message}")
        failed += [f"planted:{line}: the mistake is not found" for line in sorted(MISTAKES - lines)]
    finally:
        editor.close()
    if failed:
        sys.exit("\n".join(failed))
    print("every scenario fits the schema, every planted mistake is found")


main()
