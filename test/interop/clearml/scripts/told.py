"""How the scripts tell their test what they found; where no test looks, nothing is lost."""
import json
import sys


def tell(name, value):
    """Writes one line for the test, past whatever the SDK does to the streams."""
    sys.__stdout__.write("FACT %s %s\n" % (name, json.dumps(value, default=str)))
    sys.__stdout__.flush()
