"""The process of one file of functions: loads it, carries out its calls one by one, and ends with its channel."""
import sys

from switchyard.host import serve

if __name__ == "__main__":
    serve(sys.argv[1])
