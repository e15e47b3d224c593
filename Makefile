# Everything is behind scripts/suite; README.md says what each command does.
.PHONY: run test bench bench-quick lint stop help

help:
	@scripts/suite help

run:
	@scripts/suite run

test:
	@scripts/suite test

bench:
	@scripts/suite bench $(if $(CASES),--cases $(CASES))

bench-quick:
	@scripts/suite bench-quick

lint:
	@scripts/suite lint

stop:
	@scripts/suite stop
