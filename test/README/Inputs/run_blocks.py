# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs the commands of a Markdown file in order, and compares what they print with the blocks that
# show it. Usage: run_blocks.py FILE SOURCE_FOLDER, in the folder to run them in.
#
# A block `sh` is run by bash and must succeed. Any other block is output of the last command: all
# it printed, in order, where
#   ...       as a whole line stands for any lines, within a line for any text;
#   %name     in a block `mlir`, and a register in a block `asm`, stand for any such name, the
#             same one throughout the block;
#   // text   at the end of a line, or alone, is a comment on it (in blocks `mlir`).
# Spaces count as one, empty lines not at all. A comment before the block says otherwise:
#   <!-- test: file NAME -->   the block is a file: it is written under that name
#   <!-- test: part NAME -->   the block shows lines of a file of the source folder
#   <!-- test: fails -->       the command ends with exit status 1
#   <!-- test: skip WHY -->    nothing is done
import pathlib
import re
import subprocess
import sys

# What may be called otherwise each time: values in MLIR, registers and labels in assembly.
NAMES = {"mlir": r"%[\w$.-]+", "asm": r"\b[dpqsvwxz][0-9]+\b"}


class Block:
    def __init__(self, line, language, directive, arguments):
        self.line, self.language = line, language
        self.directive, self.arguments = directive, arguments
        self.lines = []

    def text(self):
        return "\n".join(self.lines) + "\n"


def read_blocks(path):
    blocks, block, directive = [], None, ("", "")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            if block:
                blocks.append(block)
                block, directive = None, ("", "")
            else:
                block = Block(number, line[3:].strip(), *directive)
        elif block:
            block.lines.append(line)
        elif match := re.fullmatch(r"<!-- test: (\w+) ?(.*?) -->", line):
            directive = match.groups()
    return blocks


def normalize(line):
    return " ".join(line.split())


def to_pattern(line, names, language):
    """What a shown line may be. `names` maps shown names to those already met."""
    pattern, groups = "", {}
    name_pattern = NAMES.get(language, r"(?!)")
    for token in re.split(rf"(\.\.\.|{name_pattern})", line):
        if token == "...":
            pattern += ".*"
        elif not re.fullmatch(name_pattern, token):
            pattern += re.escape(token)
        elif token in names:
            pattern += re.escape(names[token])
        elif token in groups:
            pattern += f"(?P={groups[token]})"
        else:
            groups[token] = f"v{len(groups)}"
            pattern += f"(?P<{groups[token]}>{name_pattern})"
    return re.compile(pattern), groups


def shown_lines(block):
    """The lines of a block without comments, spaces made one."""
    lines = []
    for line in block.lines:
        if block.language == "mlir":
            line = re.sub(r"(^|\s+)// .*$", "", line)
        if normalize(line):
            lines.append(normalize(line))
    return lines


class Comparison:
    """Finds shown lines in others. A name is bound where it is first met; when that leads nowhere,
    the next place is tried."""

    def __init__(self, shown, lines, language):
        self.shown, self.lines, self.language = shown, lines, language
        self.furthest = (-1, 0)

    def match(self, index, place, skip, names):
        if index == len(self.shown):
            return skip or place == len(self.lines)
        if self.shown[index] == "...":
            return self.match(index + 1, place, True, names)
        self.furthest = max(self.furthest, (index, place))
        pattern, groups = to_pattern(self.shown[index], names, self.language)
        for at in range(place, len(self.lines) if skip else min(place + 1, len(self.lines))):
            if found := pattern.fullmatch(self.lines[at]):
                bound = {name: found[group] for name, group in groups.items()}
                if self.match(index + 1, at + 1, False, {**names, **bound}):
                    return True
        return False

    def error(self):
        index, place = self.furthest
        wanted = self.shown[index] if index < len(self.shown) else "the end"
        got = self.lines[place] if place < len(self.lines) else "the end"
        return f"expected '{wanted}', got '{got}'"


def compare(block, output, part=False):
    """Compares a block with the output, or with a file of which it is a part, where names mean
    themselves. Returns an error or nothing."""
    shown = shown_lines(block)
    lines = [line.split("//")[0] if block.language == "asm" else line
             for line in output.splitlines()]
    lines = [normalize(line) for line in lines if normalize(line)]
    names = {name: name for name in re.findall(NAMES["mlir"], output)} if part else {}
    shown = ["...", *shown, "..."] if part else shown
    comparison = Comparison(shown, lines, block.language)
    return None if comparison.match(0, 0, False, names) else comparison.error()


def run(block):
    result = subprocess.run(["bash", "-euo", "pipefail", "-c", block.text()],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            encoding="utf-8", errors="replace")
    expected = 1 if block.directive == "fails" else 0
    error = None
    if result.returncode != expected:
        error = f"expected exit status {expected}, got {result.returncode}:\n{result.stdout}"
    return result.stdout, error


def check(block, output, source):
    if block.directive == "file":
        pathlib.Path(block.arguments).write_text(block.text(), encoding="utf-8")
        return None
    if block.directive == "part":
        return compare(block, (source / block.arguments).read_text(encoding="utf-8"),
                       part=True)
    if output is None:
        return "expected a command before its output, or a comment that says what the block is"
    return compare(block, output)


def main():
    path, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    output, failures, commands = None, 0, 0
    for block in read_blocks(path):
        if block.directive == "skip":
            continue
        if block.language == "sh":
            output, error = run(block)
            commands += 1
        else:
            error = check(block, output, source)
        if error:
            failures += 1
            print(f"{path.name}:{block.line}: error: {error}", file=sys.stderr)
    print(f"{commands} blocks of commands, {failures} failures")
    sys.exit(failures != 0)


main()
