# Everything is behind scripts/suite; README.md says what each command does.
.PHONY: run test bench lint stop help

help:
	@scripts/suite help

run:
	@scripts/suite run

test:
	@scripts/suite test

bench:
	@scripts/suite bench $(if $(CASES),--cases $(CASES))

lint:
	@scripts/suite lint

stop:
	@scripts/suite stop
