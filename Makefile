# Each target is one line here and one script in scripts/, which says what it does.
PREFIX ?= /usr/local
DESTDIR ?=

.DEFAULT_GOAL := help
.PHONY: help setup build test check demo interop sanitize bench bench-serving install clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## install the system packages that building needs
	scripts/setup.sh build

build: setup ## build chassis-build in release mode
	swift build -c release --product chassis-build

test: ## run the tests, the example's as well
	scripts/test.sh

check: ## lint, warnings as errors, imports, generated code
	scripts/check.sh

demo: ## build the example's image, run it, ask it for a prediction
	scripts/demo.sh

interop: ## run images under podman and docker, and call them with real Python clients
	Tests/Interop/run.sh

sanitize: ## run the tests of the container's side under the thread and the address sanitizer (compiles all, twice)
	scripts/setup.sh test
	scripts/sanitize.sh

bench: build ## measure from a model to its image and to a registry, beside other tools (about 20 minutes)
	Benchmarks/compile.sh
	python3 Benchmarks/image.py .build/release/chassis-build
	python3 Benchmarks/push.py .build/release/chassis-build

bench-serving: build ## measure the servers of images beside others in Python and beside SwiftNIO (about 10 minutes)
	scripts/setup.sh bench
	python3 Benchmarks/serving.py .build/release/chassis-build

install: build ## install chassis-build below PREFIX (/usr/local), and compile the servers ahead
	scripts/install.sh "$(DESTDIR)" "$(PREFIX)"

clean: ## remove everything that was built in this folder
	rm -rf .build .build-* Examples/*/.build
