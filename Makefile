# Every recipe is one line: the shell lives in tools/.
.PHONY: run test check bench screenshots

run: ## install what is missing, build, start on embedded defaults
	@tools/run.sh

test: ## install the test peers, check, run every test
	@tools/test.sh

check: ## format, lints, documentation
	@tools/check.sh

bench: ## beside the peers, same machine, same run: ratios
	@tools/install-bench-peers.sh && bench/run.sh

screenshots: ## every page, both languages, phone and desktop, light and dark: target/screenshots
	@tools/screenshots.sh
