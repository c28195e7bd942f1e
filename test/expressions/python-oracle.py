"""Says what CPython makes of expressions: reads JSON lines {"source", "scope"}, writes for each {"repr"} or {"error"}."""
import builtins
import json
import math
import sys
import warnings

warnings.simplefilter("ignore")
NAMES = "abs round min max sum len int float bool str sorted any all".split()
MATH = "sqrt exp log log10 sin cos tan floor ceil pi e".split()
OFFERED = {name: getattr(builtins, name) for name in NAMES} | {name: getattr(math, name) for name in MATH}
OFFERED["math"] = math
OFFERED["range"] = lambda *bounds: list(builtins.range(*bounds))


def outcome(source, scope):
    try:
        value = eval(compile(source.strip(), "<expression>", "eval"), {"__builtins__": {}, **OFFERED, **scope})
        if isinstance(value, complex):
            return {"error": "ValueError"}
        return {"repr": repr(value)}
    except Exception as error:
        return {"error": type(error).__name__}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(outcome(asked["source"], asked["scope"])), flush=True)
