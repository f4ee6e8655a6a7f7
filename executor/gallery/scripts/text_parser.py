# # A calculator
# A tokenizer and a recursive descent parser, with variables that live in a dictionary.
import re

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|(\w+)|(.))")

def tokenize(text):
    for number, name, op in TOKEN.findall(text):
        yield ("num", float(number)) if number else ("name", name) if name else ("op", op)

list(tokenize("2 * (x + 1)"))

env = {"pi": 3.14159}

class Parser:
    levels = [{"+": lambda a, b: a + b, "-": lambda a, b: a - b}, {"*": lambda a, b: a * b, "/": lambda a, b: a / b}]

    def __init__(self, text):
        self.tokens = [*tokenize(text), ("end", None)]
        self.at = 0

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def expr(self, level=0):
        if level == len(self.levels):
            return self.atom()
        value = self.expr(level + 1)
        while self.tokens[self.at][1] in self.levels[level]:
            op = self.take()[1]
            value = self.levels[level][op](value, self.expr(level + 1))
        return value

    def atom(self):
        kind, value = self.take()
        if value == "(":
            value = self.expr()
            self.take()
            return value
        return env[value] if kind == "name" else value

Parser("1 + 2 * 3").expr()

for line in ["2 * (3 + 4)", "pi * 2", "10 / 4 - 1"]:
    print(f"{line:12} = {Parser(line).expr():.4f}")

env["x"] = Parser("(1 + 2) * 3").expr()
Parser("x * x - 1").expr()

try:
    Parser("y + 1").expr()
except KeyError as name:
    print("unknown:", name)

print(sorted(env))
