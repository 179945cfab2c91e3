# Everything a person or a machine does with Minilab. Logic of more than three lines lives in scripts/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := PYTHONPATH=scripts .build/venv/bin/python
MEASURE := .build/measure/bin/python

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## install what is missing: Debian packages, the Python environment, static libraries
	@scripts/setup

.PHONY: browser
browser:
	@scripts/setup browser

.PHONY: build
build: setup ## compile everything, for development
	swift build

.PHONY: package
package: setup ## build the static binary: .build/lambda/bootstrap and .build/minilab.zip
	@scripts/package

.PHONY: image
image: package ## build a container image of the binary, without a container engine: .build/minilab-image.tar
	@$(PYTHON) -m images

.PHONY: test
test: package browser ## run all tests: unit tests under the address sanitizer, then the real binary against a local AWS and in a browser
	@scripts/test

.PHONY: test-arm64
test-arm64: ## hold arm64's kernels against libjpeg, libpng and the portable ones, under qemu (part of the tests)
	@scripts/test-arm64

.PHONY: map
map: ## print the modules and what each stands on; an error for a circle or a broken wall
	@PYTHONPATH=scripts python3 -m map

.PHONY: lint
lint: setup ## check formatting, walls between modules, scripts and the template
	@scripts/lint

.PHONY: audit
audit: setup ## check the template with checkov, in a Python environment of its own
	@scripts/audit

.PHONY: demo
demo: package ## develop a photo in a local AWS and show what comes out (PHOTO=… for one of your own)
	@$(PYTHON) -m stack.demo $(if $(PHOTO),"$(PHOTO)")

.PHONY: local
local: package ## keep a local AWS running with the stack deployed, until Ctrl-C
	@$(PYTHON) -m stack.serve

.PHONY: serve
serve: package ## the page and the API on this machine, with a local AWS behind them, until Ctrl-C (PORT=…)
	@$(PYTHON) -m stack.web

.PHONY: bench
bench: package $(MEASURE) ## measure beside Pillow, libvips and OpenCV, on the way to .build/bench/report.html (QUICK=yes PHOTOS=…)
	@$(MEASURE) Tests/Benchmarks/bench.py

.PHONY: cost
cost: package $(MEASURE) ## dollars of an image by preset, measured, beside a Pillow function (PHOTO=… MEMORY=… STARTS=…)
	@$(MEASURE) Tests/Benchmarks/photographs.py
	@PYTHONPATH=Tests/Benchmarks:scripts .build/venv/bin/python -m costs

.PHONY: model
model: ## check the protocol of delivery exhaustively with Spin (SIZES=all: minutes and gigabytes more)
	@python3 Tests/Model/check.py

.PHONY: chaos
chaos: package ## 2,000 uploads through faults, kills and redelivery, and a verdict on every key (SEED=… UPLOADS=…)
	@.build/venv/bin/python Tests/Chaos/chaos.py

$(MEASURE): Tests/Benchmarks/requirements.txt
	python3 -m venv .build/measure
	.build/measure/bin/pip install --quiet --no-deps -r $<
	touch $@

.PHONY: bench-engine
bench-engine: setup $(MEASURE) ## only the engine, one core, beside Pillow, libvips and OpenCV (PHOTOS=…)
	@$(MEASURE) Tests/Benchmarks/engine.py $(if $(PHOTOS),"$(PHOTOS)")

.PHONY: codecs
codecs: setup $(MEASURE) ## hold the fast lane's renditions of JPEGs below CORPUS=… against the source, beside libjpeg's
	@$(MEASURE) Tests/Benchmarks/compare_codecs.py "$(CORPUS)"

.PHONY: corpus
corpus: setup $(MEASURE) ## compare what becomes of every image below CORPUS=… with Pillow and libvips
	@$(MEASURE) Tests/Benchmarks/compare_corpus.py "$(CORPUS)"

.PHONY: crops
crops: setup $(MEASURE) ## hold crops of the labelled pictures below CORPUS=… against libvips', with a sheet to look at and times
	@$(MEASURE) Tests/Benchmarks/compare_crops.py "$(CORPUS)"

.PHONY: fuzz
fuzz: setup ## feed mutated files to the engine and the codecs for SECONDS=… (an hour in all)
	@scripts/fuzz $(SECONDS)

.PHONY: deploy
deploy: package ## deploy to AWS: STACK=… REGION=… PARAMS="Name=Value …", CONFIRM=yes for no question
	@$(PYTHON) -m stack.deploy

.PHONY: rollback
rollback: setup ## put back the version before the last deployment, with its parameters: STACK=… REGION=…
	@$(PYTHON) -m stack.rollback

.PHONY: template
template: setup ## the template for the console or another tool, .build/packaged.yaml: BUCKET=… KEY=… of an uploaded zip
	@$(PYTHON) -m stack.packaging "$(BUCKET)" "$(KEY)"

.PHONY: destroy
destroy: setup ## delete the stack, keeping its data: STACK=… REGION=…, DATA=delete to lose them too
	@$(PYTHON) -m stack.destroy

.PHONY: doctor
doctor: setup ## check a deployed stack for what stops photos from flowing: STACK=… REGION=…
	@$(PYTHON) -m stack.doctor

.PHONY: redrive
redrive: setup ## play failed events again: STACK=… REGION=…
	@$(PYTHON) -m stack.redrive

.PHONY: backfill
backfill: setup ## develop what was in the bucket before: STACK=… REGION=… PREFIX=…, says the cost and asks
	@$(PYTHON) -m stack.backfill

.PHONY: reconcile
reconcile: setup ## find what is missing or stale and develop it again: STACK=… REGION=…, DEEP=yes asks every rendition
	@$(PYTHON) -m stack.reconcile

.PHONY: erase
erase: setup ## remove photos with every version, rendition and row, and prove it: STACK=… REGION=… KEY=… (PREFIX=… OWNER=…)
	@$(PYTHON) -m stack.erase

.PHONY: logs
logs: setup ## follow the function's log: STACK=… REGION=…
	@$(PYTHON) -m stack.logs

.PHONY: clean
clean: ## delete everything that was built
	rm -rf .build

# What "sam build" runs for the function of that name in template.yaml.
.PHONY: build-ProcessFunction
build-ProcessFunction: package
	cp .build/lambda/bootstrap "$(ARTIFACTS_DIR)/bootstrap"

.PHONY: build-ApiFunction
build-ApiFunction: package
	cp .build/lambda/bootstrap "$(ARTIFACTS_DIR)/bootstrap"
