"""The commands behind the Makefile: run, test, bench, bench-quick, lint, stop."""

import sys

from say import Missing


def main(arguments):
    command, *rest = arguments or ["help"]
    if command == "run":
        from demo import run_demo as action
    elif command == "test":
        from check import run_tests as action
    elif command == "bench":
        from measure import run_bench as action
    elif command == "bench-quick":
        from measure import run_quick_bench as action
    elif command == "lint":
        from check import run_lint as action
    elif command == "stop":
        from demo import stop_clusters as action
    else:
        print(
            __doc__, "\nUse them through make: make run, make test, make bench, make bench-quick, make lint, make stop."
        )
        return 0
    return action(rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Missing as missing:
        print(f"\n{missing}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
